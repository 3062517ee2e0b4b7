# Clocks, random numbers and the per-thread state of the CPU.
obj-y += arch/x86/tsc.o arch/x86/calibrate.o
obj-y += arch/x86/rtc.o
obj-y += arch/x86/entropy.o
obj-y += arch/x86/fpu.o
obj-y += kernel/time.o
obj-y += arch/x86/xen_clock.o arch/x86/xen_shared.o
obj-y += arch/x86/pvclock.o arch/x86/clock_event.o
obj-y += kernel/irq.o kernel/timer_heap.o kernel/timer.o kernel/sleep.o kernel/cpu_time.o

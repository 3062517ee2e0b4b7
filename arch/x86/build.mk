obj-y += arch/x86/pvh_entry.o arch/x86/trap_entry.o arch/x86/trap.o
obj-y += arch/x86/tables.o
obj-y += arch/x86/crash.o arch/x86/paging.o arch/x86/physmem.o
obj-y += arch/x86/exit.o arch/x86/hostport.o arch/x86/canary.o
obj-y += arch/x86/context.o arch/x86/context_frame.o
obj-y += arch/x86/hypervisor.o arch/x86/fw_cfg.o
obj-y += arch/x86/xen.o arch/x86/xen_hypercall.o
obj-y += arch/x86/fault.o arch/x86/fault_entry.o arch/x86/apic.o
obj-y += arch/x86/irq_entry.o arch/x86/pic.o arch/x86/ioapic.o
obj-y += arch/x86/ap_entry.o arch/x86/ap_area.o arch/x86/smp.o
obj-y += arch/x86/smp_ipi.o arch/x86/tsc_warp.o
-include arch/x86/clock.mk

# Its locals are of fixed size, and only Xen writes to them.
CFLAGS_arch/x86/xen := -fno-stack-protector $(if $(filter release,$(MODE)),-Oz)

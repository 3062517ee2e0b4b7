/*
 * percpu.h - what belongs to one CPU; %gs:0 points to it.
 *
 * The boot CPU's is static and complete from the first line of kernel_main();
 * the others' are made by smp.c. The first four fields are known to assembly
 * (arch/x86/regs.h).
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arch/x86/regs.h"
#include "kernel/run_queue.h"
#include "kernel/spinlock.h"
#include "kernel/timer_heap.h"

#define CPUS_MAX 255 /* APIC id 255 is the broadcast [SDM 3 "APIC"] */

struct thread;
struct timer;

struct cpu {
    struct cpu *self;
    struct thread *current;
    uint32_t reschedule; /* sched_preempt() is wanted before going on */
    uint32_t irq_depth;  /* 1 while on the interrupt stack */

    unsigned index;   /* 0: the boot CPU */
    uint32_t apic_id; /* of its local APIC */
    bool idle;        /* halted, or about to halt: see sched_idle() */

    struct spinlock run_lock;
    struct run_queue run; /* ready threads, without the current one */
    struct thread *idle_thread;
    struct thread *dead;    /* has switched away for good: see sched.c */
    uint64_t started_tsc;   /* when it came up */
    uint64_t switched_tsc;  /* when current began to run */
    uint64_t slice_end_tsc; /* when it must let others of its level run */

    struct spinlock timer_lock;
    struct timer_heap timers;
    uint64_t timer_armed_ns; /* what the clock event is set to; 0: nothing */
    uint64_t tick_at_ns;     /* when sched_tick() is due; 0: it is not */
    struct timer *timer_running; /* whose function is being called */

    /* counters for traces and tests */
    uint64_t irqs, halts, timer_irqs, switches, wakes;
    uint32_t ranks; /* of the spinlocks held; debug builds only */
    void *arch;     /* GDT, TSS and IST stacks of this CPU (arch/x86/smp.c) */
};

_Static_assert(offsetof(struct cpu, self) == CPU_SELF, "regs.h");
_Static_assert(offsetof(struct cpu, current) == CPU_CURRENT, "regs.h");
_Static_assert(offsetof(struct cpu, reschedule) == CPU_RESCHEDULE, "regs.h");
_Static_assert(offsetof(struct cpu, irq_depth) == CPU_IRQ_DEPTH, "regs.h");

extern struct cpu boot_cpu;

/*
 * percpu_init - make boot_cpu the CPU this runs on and main_thread what it
 * runs. The first call of kernel_main().
 */
void percpu_init(void);

/* percpu_add - @cpu, whose self, apic_id and idle_thread are set, has come
 * up: gives it the next index. Under smp.c's lock. */
void percpu_add(struct cpu *cpu);

/* cpu_by_index - the CPU that came up as number @index, or NULL. */
struct cpu *cpu_by_index(unsigned index);

/* cpu_count - CPUs that run, 1 before smp_start(). Any context. */
unsigned cpu_count(void);

/* this_cpu - the CPU this runs on; only means anything with interrupts off. */
static inline struct cpu *this_cpu(void)
{
    struct cpu *cpu;
    __asm__ volatile("movq %%gs:0, %0" : "=r"(cpu));
    return cpu;
}

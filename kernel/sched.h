/*
 * sched.h - which thread runs on which CPU: between thread.c, wait.c, timers
 * and the interrupt entry; others use thread.h and wait.h.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct cpu;
struct spinlock;
struct thread;

/*
 * sched_block - the current thread stops running until sched_wake().
 *
 * @release  called on the CPU when the thread may be woken, with its run
 *           queue locked: releases the wait bucket
 * Interrupts are off.
 */
void sched_block(struct spinlock *release);

/* sched_wake - @t, which is blocked, becomes ready. Any context. */
void sched_wake(struct thread *t);

/* sched_add - @t, which is new, becomes ready. */
void sched_add(struct thread *t);

/*
 * sched_preempt - let others run if they should; then deliver signals.
 *
 * Called by irq_entry.S on the interrupted thread's own stack when
 * cpu->reschedule is set, registers and FPU saved, interrupts off.
 */
void sched_preempt(void);

/* sched_tick - the running thread's slice may have ended. Interrupt context. */
void sched_tick(void);

/* sched_ipi - what the reschedule vector calls: look at the queue again. */
void sched_ipi(void);

/* sched_idle_loop - what an application processor does for ever. */
_Noreturn void sched_idle_loop(void);

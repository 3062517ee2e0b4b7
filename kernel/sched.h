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
struct trap_frame;

/*
 * sched_start - make blocking possible: interrupts and the idle thread.
 *
 * Idempotent. Whoever blocks first calls it. Thread context.
 */
void sched_start(void);

/* sched_use_slices - several threads will run, and timer_init() is done. */
void sched_use_slices(void);

/*
 * sched_block - the current thread stops running until sched_wake().
 *
 * @release  released when the thread can be woken: its wait bucket
 * Interrupts are off. Returns with them off, perhaps on another CPU.
 */
void sched_block(struct spinlock *release);

/* sched_wake - @t, which is blocked, becomes ready. Interrupts are off. The
 * caller calls sched_check() once it holds no spinlock any more. */
void sched_wake(struct thread *t);

/* sched_add - @t, which is new, becomes ready. Thread context. */
void sched_add(struct thread *t);

/* sched_exit - the current thread ends. */
_Noreturn void sched_exit(void);

/* sched_check - let a thread of a higher level run, if one was woken. Does
 * nothing while interrupts are off. */
void sched_check(void);

/* sched_poke - if @t runs, interrupt it where it does. Any context. */
void sched_poke(struct thread *t);

/* sched_set_level - thread_set_level(), with arguments that were checked. */
void sched_set_level(struct thread *t, uint32_t policy, unsigned level);

/* sched_run_tsc - the CPU time of @t, in TSC ticks. */
uint64_t sched_run_tsc(struct thread *t);

/*
 * sched_preempt - let others run if they should; then deliver signals.
 *
 * @frame  what was interrupted, and @fpu its FPU's state (NULL: not in use);
 *         both are loaded again afterwards
 *
 * Called by irq_entry.S on the interrupted thread's own stack when
 * cpu->reschedule is set, interrupts off.
 */
void sched_preempt(struct trap_frame *frame, void *fpu);

/* sched_tick - the running thread's slice may have ended. Interrupt context. */
void sched_tick(void);

/* sched_ipi - what the reschedule vector calls: look at the queue again. */
void sched_ipi(void);

/* sched_idle_loop - what a CPU's idle thread does for ever. */
_Noreturn void sched_idle_loop(void);

/*
 * timer.h - call a function at a time; each CPU has its own queue.
 *
 * The hardware timer is one-shot and set only when a timer needs it, so an
 * idle CPU sleeps until the next one [kernel/timer.c].
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "kernel/timer_heap.h"

#define TIMER_NEVER UINT64_MAX

struct timer;

/*
 * Runs in interrupt context on the CPU that started the timer, after @timer
 * has left the queue; may start it again, may call wait_wake().
 */
typedef void (*timer_fn)(struct timer *timer);

struct timer {
    struct timer_node node;
    timer_fn fn;
    struct cpu *cpu; /* whose queue it is in; NULL: in none */
};

/*
 * timer_init - bring up the clock and the one-shot timer of this machine.
 *
 * Idempotent. Returns 0, or -ENODEV if there is no clock or no timer: then
 * sleeping is not possible. Calls irq_init(). Thread context.
 */
int timer_init(void);

/* timer_init_cpu - on a CPU that was started, before its interrupts are on;
 * timer_init() was called before. Does nothing if there is no timer. */
void timer_init_cpu(void);

/*
 * timer_start - have @timer->fn called at @at_ns on time_monotonic_ns()'s
 * clock, on this CPU. It must not be started already. timer_init() first.
 * Any context.
 */
void timer_start(struct timer *timer, uint64_t at_ns);

/*
 * timer_stop - do not call it any more.
 *
 * Returns false if it is not queued: its function has run. If it runs right
 * now on another CPU, waits for its end, so hold no lock that it takes; unless
 * it has started the timer again, which it should do last. Any context.
 */
bool timer_stop(struct timer *timer);

/*
 * timer_pending - the earliest timer of any CPU, or TIMER_NEVER; 0 while a
 * timer's function runs. No timer_lock is held. Any context.
 */
uint64_t timer_pending(void);

/* timer_interrupt - what the one-shot timer's vector calls. */
void timer_interrupt(void);

/* timer_tick_within - have sched_tick() called within @ns from now on this
 * CPU, if it is not due earlier already. Interrupts are off. */
void timer_tick_within(uint64_t ns);

/*
 * trace.h - what happened just before: a ring of events, for debugging.
 *
 * `pith.trace=irq,sched,wait,timer,smp,net` chooses kinds; without it a trace
 * point is a load and a branch that is not taken. The ring is printed when the
 * machine ends in a crash, and by pith_trace_print() (include/pith/trace.h).
 */
#pragma once

#include <stdint.h>

enum trace_kind {
    TRACE_IRQ = 1,
    TRACE_SCHED = 2,
    TRACE_WAIT = 4,
    TRACE_TIMER = 8,
    TRACE_SMP = 16,
    TRACE_NET = 32,
};

/* The kinds asked for; 0 before trace_init(). */
extern uint32_t trace_mask;

/*
 * trace_init - read pith.trace= and get memory for the ring.
 *
 * Idempotent; refuses a kind it does not know. irq_init() and sched_start()
 * call it. Thread context.
 */
void trace_init(void);

/* trace_add - what trace() does when its kind is asked for. */
void trace_add(const char *what, uint64_t a, uint64_t b);

/* trace_print - the last events on the error console, oldest first. */
void trace_print(void);

/*
 * trace - note that @what happened, with two numbers that belong to it.
 *
 * @what  a constant string; only its address is kept. Any context.
 */
static inline void trace(enum trace_kind kind, const char *what, uint64_t a,
                         uint64_t b)
{
    if (__builtin_expect(trace_mask & kind, 0))
        trace_add(what, a, b);
}

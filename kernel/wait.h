/*
 * wait.h - the one way for a thread to block, and to wake one that is.
 *
 * A thread waits on a 32-bit word as long as it holds a value; who changes the
 * word wakes the waiters. Mutexes, conditions, joins, sleeps, descriptors and
 * drivers are built on it. The word may lie anywhere; only its address counts.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "kernel/timer.h"

struct thread;

/* What a thread waits for: for the deadlock report, traces and debuggers. */
struct wait_reason {
    const char *what;      /* "mutex", "condition", "join of", "sleep", ... */
    struct thread *holder; /* who must act, if that is known */
    bool external;         /* a device or the host will wake it: no deadlock */
    bool interruptible;    /* a signal or a cancellation ends the wait */

    /* Not NULL: the wait does not begin, -EINTR, once *unless is not 0. Who
     * sets it calls thread_interrupt() then, so neither is missed. */
    const uint32_t *unless;
};

/*
 * wait_on - block while *@word is @expected.
 *
 * @deadline_ns  on time_monotonic_ns()'s clock; TIMER_NEVER for none
 *
 * Returns 0 when woken (look at the word again: wake-ups may be spurious);
 * -EAGAIN if *@word was not @expected; -ETIMEDOUT; -EINTR if
 * @why->interruptible and thread_interrupt() was called; -ENODEV if a deadline
 * was given and the machine has no timer. Thread context, interrupts as they
 * may be; no spinlock held.
 */
int wait_on(const uint32_t *word, uint32_t expected, uint64_t deadline_ns,
            const struct wait_reason *why);

/*
 * wait_wake - wake at most @count threads that wait on @word, oldest of the
 * highest level first. Returns how many. Any context.
 */
unsigned wait_wake(const uint32_t *word, unsigned count);

#define WAIT_ALL UINT32_MAX

/*
 * wait_interrupt - end the wait of @t with -EINTR, if it is interruptible.
 *
 * thread_interrupt() calls it; others want that one. Any context.
 */
void wait_interrupt(struct thread *t);

/*
 * defer.h - a few instructions that no signal's handler interrupts.
 *
 * For data that is a thread's own, so that no lock is needed; whoever has a
 * lock needs this no more (kernel/mutex.h). Never around a call that blocks.
 */
#pragma once

#include "kernel/thread.h"

/* Linked with what makes a signal come. */
#pragma weak thread_check_pending

/* libc_defer - signals and cancellation wait until libc_allow(). It nests. */
static inline struct thread *libc_defer(void)
{
    struct thread *t = thread_current();

    t->deferred++;
    __atomic_signal_fence(__ATOMIC_SEQ_CST);
    return t;
}

/* libc_allow - @t is what libc_defer() returned. */
static inline void libc_allow(struct thread *t)
{
    __atomic_signal_fence(__ATOMIC_SEQ_CST);
    if (--t->deferred == 0 && __builtin_expect(t->pending, 0) &&
        thread_check_pending)
        thread_check_pending();
}

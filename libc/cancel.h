/*
 * cancel.h - cancellation points: calls in which a cancelled thread ends.
 *
 * A call that may block begins with libc_cancel_point(), gives its wait
 * libc_cancel_word() as wait_reason.unless, sets wait_reason.interruptible,
 * and on -EINTR undoes what must be undone and calls libc_cancel_point()
 * again. Costs a program without pthread_cancel() two loads.
 */
#pragma once

#include "libc/tcb.h"

/* libc_cancel_act - end this thread, which was cancelled. Does not return
 * unless cancellation is disabled. libc/pthread/cancel.c */
__attribute__((weak)) void libc_cancel_act(void);

/* libc_cancel_wanted - whether the next cancellation point must act. */
static inline int libc_cancel_wanted(void)
{
    const struct tcb *tcb = tcb_current();

    return __atomic_load_n(&tcb->cancel_pending, __ATOMIC_RELAXED) &&
           !tcb->cancel_disabled;
}

/* libc_cancel_point - end the thread here if it was cancelled. */
static inline void libc_cancel_point(void)
{
    if (libc_cancel_wanted() && libc_cancel_act)
        libc_cancel_act();
}

/* libc_cancel_word - what an interruptible wait must not begin with set. */
static inline const uint32_t *libc_cancel_word(void)
{
    const struct tcb *tcb = tcb_current();

    return tcb->cancel_disabled ? (const uint32_t *)0 : &tcb->cancel_pending;
}

/*
 * interrupt.h - what a call that was interrupted by a signal does.
 *
 * wait_on() returns -EINTR when the thread was asked to look; perhaps a
 * handler ran then, perhaps not. A call that may block notes the counter
 * before and fails with EINTR only if it has changed: `handled` for calls that
 * are never restarted (sleep, poll, ...), `broke` for those that SA_RESTART
 * lets go on. Cancellation has to be looked at besides (libc/cancel.h).
 */
#pragma once

#include <stdbool.h>

#include "libc/tcb.h"

/* libc_handled - for calls that any handler ends. */
static inline uint32_t libc_handled(void)
{
    return __atomic_load_n(&tcb_current()->signal.handled, __ATOMIC_RELAXED);
}

/* libc_broke - for calls that go on after a handler with SA_RESTART. */
static inline uint32_t libc_broke(void)
{
    return __atomic_load_n(&tcb_current()->signal.broke, __ATOMIC_RELAXED);
}

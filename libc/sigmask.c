/*
 * sigmask.c - the signal masks of ppoll(), pselect() and epoll_pwait().
 *
 * Handlers wait from before the mask is set until the wait has ended, for which
 * a signal is a reason: none runs unnoticed in between. A program without
 * signals does not get them by this.
 */
#include "libc/sigmask.h"

#include <errno.h>
#include <stddef.h>

#include "kernel/time.h"
#include "kernel/timer.h"
#include "libc/cancel.h"
#include "libc/defer.h"
#include "libc/interrupt.h"
#include "libc/signal.h"

#pragma weak libc_signal_swap_mask
#pragma weak libc_signal_unswap_mask

int libc_mask_set(const sigset_t *mask)
{
    if (!mask || !libc_signal_swap_mask)
        return 0;
    libc_defer();
    libc_signal_swap_mask(*mask);
    return thread_current()->pending ? -EINTR : 0;
}

void libc_mask_reset(const sigset_t *mask)
{
    if (!mask || !libc_signal_swap_mask)
        return;
    libc_allow(thread_current());
    libc_signal_unswap_mask();
}

/* Without a mask nothing is to be done again, and no clock is asked. */
void libc_masked_begin(struct masked_wait *w, const sigset_t *mask,
                       uint64_t timeout_ns)
{
    uint64_t now;

    *w = (struct masked_wait){.mask = mask,
                              .timeout_ns = timeout_ns,
                              .deadline_ns = TIMER_NEVER,
                              .handled = libc_handled()};
    if (mask && timeout_ns && timeout_ns != TIMER_NEVER &&
        (time_monotonic_ns(&now) ||
         __builtin_add_overflow(now, timeout_ns, &w->deadline_ns)))
        w->deadline_ns = TIMER_NEVER;
}

bool libc_masked_again(struct masked_wait *w, int n)
{
    uint64_t now;

    if (!w->mask || n != -EINTR || libc_handled() != w->handled ||
        libc_cancel_wanted() || thread_current()->deferred > 0)
        return false;
    if (w->deadline_ns != TIMER_NEVER && time_monotonic_ns(&now) == 0)
        w->timeout_ns = now < w->deadline_ns ? w->deadline_ns - now : 0;
    return true;
}

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

#include "libc/defer.h"
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

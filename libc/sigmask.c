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

#pragma weak sigprocmask
#pragma weak sigpending

int libc_mask_set(const sigset_t *mask, sigset_t *before)
{
    sigset_t waiting = 0;

    if (!mask || !sigprocmask)
        return 0;
    libc_defer();
    if (sigpending)
        sigpending(&waiting);
    sigprocmask(SIG_SETMASK, mask, before);
    return waiting & ~*mask ? -EINTR : 0;
}

void libc_mask_reset(const sigset_t *mask, const sigset_t *before)
{
    if (!mask || !sigprocmask)
        return;
    libc_allow(thread_current());
    sigprocmask(SIG_SETMASK, before, NULL);
}

/*
 * sigmask.c - the signal masks of ppoll(), pselect() and epoll_pwait().
 *
 * A program without signals does not get them by this.
 */
#include "libc/sigmask.h"

#include <errno.h>
#include <stddef.h>

#pragma weak sigprocmask
#pragma weak sigpending

int libc_mask_set(const sigset_t *mask, sigset_t *before)
{
    sigset_t waiting = 0;

    if (!mask || !sigprocmask)
        return 0;
    if (sigpending)
        sigpending(&waiting);
    sigprocmask(SIG_SETMASK, mask, before);
    return waiting & ~*mask ? -EINTR : 0;
}

void libc_mask_reset(const sigset_t *mask, const sigset_t *before)
{
    if (mask && sigprocmask)
        sigprocmask(SIG_SETMASK, before, NULL);
}

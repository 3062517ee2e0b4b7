/*
 * sigmask.h - the signal masks of ppoll(), pselect() and epoll_pwait().
 */
#pragma once

#include <signal.h>

/*
 * libc_mask_set - block @mask's signals instead of those blocked now.
 *
 * @mask  NULL: nothing is done
 *
 * Returns 0; -EINTR if a signal waits already that @mask lets through: its
 * handler runs in libc_mask_reset(), which puts back the mask either way.
 */
int libc_mask_set(const sigset_t *mask);
void libc_mask_reset(const sigset_t *mask);

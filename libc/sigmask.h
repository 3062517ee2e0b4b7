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
 * Returns 0; -EINTR if a handler ran for a signal that had been waiting. Either
 * way libc_mask_reset() puts back *@before.
 */
int libc_mask_set(const sigset_t *mask, sigset_t *before);
void libc_mask_reset(const sigset_t *mask, const sigset_t *before);

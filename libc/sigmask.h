/*
 * sigmask.h - the signal masks of ppoll(), pselect() and epoll_pwait().
 */
#pragma once

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

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

/* A wait with a mask, as often as it takes. */
struct masked_wait {
    const sigset_t *mask;
    uint64_t timeout_ns; /* of the next try; TIMER_NEVER: none */
    uint64_t deadline_ns;
    uint32_t handled;
};

/* libc_masked_begin - @timeout_ns begins now. */
void libc_masked_begin(struct masked_wait *w, const sigset_t *mask,
                       uint64_t timeout_ns);

/*
 * libc_masked_again - whether a wait that had result @n has to go on.
 *
 * After libc_mask_reset(). True if @n is -EINTR, but no handler ran, nor is
 * the thread cancelled: the signal was ignored, or another thread took it.
 */
bool libc_masked_again(struct masked_wait *w, int n);

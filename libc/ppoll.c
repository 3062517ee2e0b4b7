/*
 * ppoll.c - poll() with a finer timeout and a signal mask.
 */
#define _GNU_SOURCE /* ppoll() */
#include <errno.h>
#include <poll.h>

#include "libc/poll.h"
#include "libc/sigmask.h"

int ppoll(struct pollfd *fds, nfds_t count, const struct timespec *timeout,
          const sigset_t *mask)
{
    uint64_t ns;
    int n = libc_poll_timeout(timeout, &ns);

    if (n)
        return (int)libc_result(n);
    n = libc_mask_set(mask);
    if (!n)
        n = libc_poll(fds, count, ns);
    libc_mask_reset(mask);
    return (int)libc_result(n);
}

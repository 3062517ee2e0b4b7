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
    struct masked_wait w;
    uint64_t ns;
    int n = libc_poll_timeout(timeout, &ns);

    if (n)
        return (int)libc_result(n);
    libc_masked_begin(&w, mask, ns);
    do {
        n = libc_mask_set(mask);
        if (!n)
            n = libc_poll(fds, count, w.timeout_ns);
        libc_mask_reset(mask);
    } while (libc_masked_again(&w, n));
    return (int)libc_result(n);
}

/*
 * select.c - poll() by sets of descriptors: select(), pselect().
 */
#include <errno.h>
#include <poll.h>
#include <stddef.h>
#include <sys/select.h>
#include <time.h>

#include "libc/fd.h"
#include "libc/poll.h"
#include "libc/sigmask.h"

#define US_PER_S 1000000

/* Which sets a descriptor is in; a missing set holds none. */
static short wanted(int fd, const fd_set *r, const fd_set *w, const fd_set *e)
{
    short events = 0;

    if (r && FD_ISSET(fd, r))
        events |= POLLIN;
    if (w && FD_ISSET(fd, w))
        events |= POLLOUT;
    if (e && FD_ISSET(fd, e))
        events |= POLLPRI;
    return events;
}

/* Leaves @fd in @set if it is ready for @mask; returns whether it is. */
static int keep(int fd, fd_set *set, short revents, int mask)
{
    if (!set || !FD_ISSET(fd, set))
        return 0;
    if (revents & mask)
        return 1;
    FD_CLR(fd, set);
    return 0;
}

static int select_ns(int count, fd_set *r, fd_set *w, fd_set *e, uint64_t ns)
{
    struct pollfd fds[FD_SETSIZE];
    nfds_t n = 0;
    int ready = 0, err;

    for (int fd = 0; fd < count; fd++) {
        short events = wanted(fd, r, w, e);
        if (events)
            fds[n++] = (struct pollfd){.fd = fd, .events = events};
        if (events && !libc_fd_file(fd))
            return -EBADF;
    }
    err = libc_poll(fds, n, ns);
    if (err < 0)
        return err;
    for (nfds_t i = 0; i < n; i++) {
        short revents = fds[i].revents;
        if (revents & POLLNVAL)
            return -EBADF; /* closed meanwhile */
        ready += keep(fds[i].fd, r, revents, POLLIN | POLLHUP | POLLERR);
        ready += keep(fds[i].fd, w, revents, POLLOUT | POLLERR);
        ready += keep(fds[i].fd, e, revents, POLLPRI);
    }
    return ready;
}

int pselect(int count, fd_set *r, fd_set *w, fd_set *e,
            const struct timespec *timeout, const sigset_t *mask)
{
    struct masked_wait wait;
    uint64_t ns;
    int n = libc_poll_timeout(timeout, &ns);

    if (count < 0 || count > FD_SETSIZE)
        n = -EINVAL;
    if (n)
        return (int)libc_result(n);
    libc_masked_begin(&wait, mask, ns);
    do {
        n = libc_mask_set(mask);
        if (!n)
            n = select_ns(count, r, w, e, wait.timeout_ns);
        libc_mask_reset(mask);
    } while (libc_masked_again(&wait, n));
    return (int)libc_result(n);
}

int select(int count, fd_set *r, fd_set *w, fd_set *e, struct timeval *tv)
{
    struct timespec ts;

    if (!tv)
        return pselect(count, r, w, e, NULL, NULL);
    if (tv->tv_usec < 0 || tv->tv_usec >= US_PER_S)
        return (int)libc_result(-EINVAL);
    ts = (struct timespec){tv->tv_sec, tv->tv_usec * 1000};
    return pselect(count, r, w, e, &ts, NULL);
}

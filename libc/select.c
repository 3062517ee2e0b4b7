/*
 * select.c - poll() by sets of descriptors.
 */
#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stddef.h>
#include <sys/select.h>

#include "kernel/time.h"
#include "kernel/timer.h"
#include "libc/fd.h"
#include "libc/poll.h"

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

static uint64_t timeout_ns(const struct timeval *tv)
{
    if (!tv || tv->tv_sec >= INT_MAX)
        return TIMER_NEVER;
    return (uint64_t)tv->tv_sec * NS_PER_S + (uint64_t)tv->tv_usec * 1000;
}

int select(int count, fd_set *r, fd_set *w, fd_set *e, struct timeval *tv)
{
    struct pollfd fds[FD_SETSIZE];
    nfds_t n = 0;
    int ready = 0, err;

    if (count < 0 || count > FD_SETSIZE || (tv && tv->tv_sec < 0))
        return (int)libc_result(-EINVAL);
    for (int fd = 0; fd < count; fd++) {
        short events = wanted(fd, r, w, e);
        if (events)
            fds[n++] = (struct pollfd){.fd = fd, .events = events};
        if (events && !libc_fd_file(fd))
            return (int)libc_result(-EBADF);
    }
    err = libc_poll(fds, n, timeout_ns(tv));
    if (err < 0)
        return (int)libc_result(err);
    for (nfds_t i = 0; i < n; i++) {
        short revents = fds[i].revents;
        ready += keep(fds[i].fd, r, revents, POLLIN | POLLHUP | POLLERR);
        ready += keep(fds[i].fd, w, revents, POLLOUT | POLLERR);
        ready += keep(fds[i].fd, e, revents, POLLPRI);
    }
    return ready;
}

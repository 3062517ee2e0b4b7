/*
 * poll.c - wait until a descriptor is ready, by asking again and again.
 *
 * There is no interrupt yet that could end a real wait.
 */
#include <poll.h>

#include <errno.h>
#include <stdint.h>

#include "kernel/time.h"
#include "libc/fd.h"

#define ALWAYS (POLLERR | POLLHUP | POLLNVAL)

/* What holds now for @fd of what was asked for, and what is always told. */
static short ready(int fd, short events)
{
    struct file *f = libc_fd_file(fd);

    if (fd < 0)
        return 0;
    if (!f)
        return POLLNVAL;
    if (!f->ops->poll)
        return events & (POLLIN | POLLRDNORM | POLLOUT | POLLWRNORM);
    return (short)(f->ops->poll(f) & (events | ALWAYS));
}

static int ask_all(struct pollfd *fds, nfds_t count)
{
    int n = 0;

    for (nfds_t i = 0; i < count; i++) {
        fds[i].revents = ready(fds[i].fd, fds[i].events);
        n += fds[i].revents != 0;
    }
    return n;
}

int poll(struct pollfd *fds, nfds_t count, int timeout_ms)
{
    uint64_t start = 0, now = 0;
    int n = ask_all(fds, count), error = 0;

    if (n == 0 && timeout_ms > 0)
        error = time_monotonic_ns(&start);
    while (n == 0 && timeout_ms != 0 && !error) {
        if (timeout_ms > 0) {
            error = time_monotonic_ns(&now);
            if (now - start >= (uint64_t)timeout_ms * 1000000)
                break;
        }
        n = ask_all(fds, count);
    }
    return (int)libc_result(error ? error : n);
}

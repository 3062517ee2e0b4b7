/*
 * poll.c - poll(): waiting for descriptors.
 *
 * There is one thread and no interrupt yet: it looks again and again.
 */
#include <poll.h>

#include "kernel/time.h"
#include "libc/fd.h"

#define NS_PER_MS 1000000u

/* What poll() reports without being asked [POSIX poll]. */
#define ALWAYS (POLLERR | POLLHUP | POLLNVAL)

static short events_of(const struct pollfd *p)
{
    static const short ready = POLLIN | POLLRDNORM | POLLOUT | POLLWRNORM;
    struct file *f;

    if (p->fd < 0)
        return 0;
    f = libc_fd_file(p->fd);
    if (!f)
        return POLLNVAL;
    return (short)((f->ops->poll ? f->ops->poll(f) : ready) &
                   (p->events | ALWAYS));
}

static int look(struct pollfd *fds, nfds_t count)
{
    int found = 0;

    for (nfds_t i = 0; i < count; i++) {
        fds[i].revents = events_of(&fds[i]);
        found += fds[i].revents != 0;
    }
    return found;
}

static int wait_until(struct pollfd *fds, nfds_t count, int timeout_ms)
{
    uint64_t start = 0, now = 0;
    int found = look(fds, count);

    if (found || timeout_ms == 0)
        return found;
    if (timeout_ms > 0 && time_monotonic_ns(&start))
        return -ENOSYS;
    while (!found) {
        found = look(fds, count);
        if (timeout_ms < 0)
            continue;
        (void)time_monotonic_ns(&now);
        if (now - start >= (uint64_t)timeout_ms * NS_PER_MS)
            break;
    }
    return found;
}

int poll(struct pollfd *fds, nfds_t count, int timeout_ms)
{
    if (count > FD_TABLE_MAX)
        return (int)libc_result(-EINVAL);
    return (int)libc_result(wait_until(fds, count, timeout_ms));
}

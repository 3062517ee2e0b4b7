/*
 * poll.c - poll(): waiting for descriptors.
 *
 * First it looks. If nothing is ready, each file gets a watch (libc/fd.h) that
 * counts one word up, it looks again, and then waits for the word. Files that
 * cannot tell when they become ready are looked at from time to time.
 */
#include <poll.h>
#include <stdlib.h>

#include "kernel/time.h"
#include "kernel/wait.h"
#include "libc/fd.h"
#include "libc/poll.h"

#define NS_PER_MS 1000000u
#define LOOK_NS   NS_PER_MS /* between looks at files that do not tell */
#define FEW       16        /* watches that the stack has room for */

/* What poll() reports without being asked [POSIX poll]. */
#define ALWAYS (POLLERR | POLLHUP | POLLNVAL)

/* Who waits may also do the network's work meanwhile. */
__attribute__((weak)) int net_wait(uint32_t *word, uint32_t seen,
                                   uint64_t deadline_ns,
                                   const struct wait_reason *why);

struct poll_watch {
    struct file_watch watch;
    uint32_t *word;
};

static short events_of(const struct pollfd *p)
{
    static const short ready = POLLIN | POLLRDNORM | POLLOUT | POLLWRNORM;

    if (p->fd < 0)
        return 0;
    LIBC_FILE(f, p->fd);
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

static void changed(struct file_watch *w)
{
    uint32_t *word = ((struct poll_watch *)w)->word;

    __atomic_fetch_add(word, 1, __ATOMIC_SEQ_CST);
    wait_wake(word, WAIT_ALL);
}

/* Returns whether all of the files tell. */
static bool watch_all(struct pollfd *fds, nfds_t count, struct poll_watch *w,
                      uint32_t *word)
{
    bool all = true;

    for (nfds_t i = 0; i < count; i++) {
        LIBC_FILE(f, fds[i].fd);
        w[i].watch.file = NULL;
        if (!f || !f->ops->poll)
            continue;
        all = all && f->ops->tells;
        w[i].word = word;
        w[i].watch.changed = changed;
        libc_watch_add(libc_file_get(f), &w[i].watch);
    }
    return all;
}

static void unwatch_all(struct poll_watch *w, nfds_t count)
{
    for (nfds_t i = 0; i < count; i++) {
        struct file *f = w[i].watch.file;
        if (!f)
            continue;
        libc_watch_remove(&w[i].watch);
        libc_file_put(f);
    }
}

int libc_poll_wait(uint32_t *word, uint32_t seen, uint64_t deadline_ns,
                   bool all_tell)
{
    static const struct wait_reason why = {
        .what = "poll", .external = true, .interruptible = true};
    uint64_t until = deadline_ns, now = 0;
    int err;

    if (!all_tell && time_monotonic_ns(&now) == 0 && now + LOOK_NS < until)
        until = now + LOOK_NS;
    err = net_wait ? net_wait(word, seen, until, &why)
                   : wait_on(word, seen, until, &why);
    if (err == -ENODEV && !all_tell)
        return 0; /* no timer: look all the time */
    return err == -EAGAIN || (err == -ETIMEDOUT && until != deadline_ns) ? 0
                                                                         : err;
}

/* Nothing was ready: waits, with @w for the watches. */
static int wait_until(struct pollfd *fds, nfds_t count, uint64_t deadline_ns,
                      struct poll_watch *w)
{
    uint32_t word = 0, seen = 0;
    bool all = watch_all(fds, count, w, &word);
    int found, err = 0;

    while (!(found = look(fds, count)) && !err) {
        err = libc_poll_wait(&word, seen, deadline_ns, all);
        seen = __atomic_load_n(&word, __ATOMIC_SEQ_CST);
    }
    unwatch_all(w, count);
    return found || err == -ETIMEDOUT ? found : err;
}

int libc_poll(struct pollfd *fds, nfds_t count, uint64_t timeout_ns)
{
    struct poll_watch few[FEW], *w = few;
    uint64_t now = 0;
    int found = look(fds, count);

    if (found || timeout_ns == 0)
        return found;
    if (timeout_ns != TIMER_NEVER) {
        if (time_monotonic_ns(&now))
            return -ENOSYS;
        timeout_ns += now;
    }
    if (count > FEW && !(w = malloc(count * sizeof(*w))))
        return -ENOMEM;
    found = wait_until(fds, count, timeout_ns, w);
    if (w != few)
        free(w);
    return found;
}

int poll(struct pollfd *fds, nfds_t count, int timeout_ms)
{
    uint64_t ns =
        timeout_ms < 0 ? TIMER_NEVER : (uint64_t)timeout_ms * NS_PER_MS;

    if (count > FD_TABLE_MAX)
        return (int)libc_result(-EINVAL);
    return (int)libc_result(libc_poll(fds, count, ns));
}

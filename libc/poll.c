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
#include "libc/cancel.h"
#include "libc/defer.h"
#include "libc/fd.h"
#include "libc/interrupt.h"
#include "libc/poll.h"

#define NS_PER_MS 1000000u
#define FEW       16 /* watches that the stack has room for */

/* What poll() reports without being asked [POSIX poll]. */
#define ALWAYS (POLLERR | POLLHUP | POLLNVAL)

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
        w[i].watch.events = fds[i].events | ALWAYS;
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

/*
 * Nothing was ready: waits, with @w for the watches. No handler runs as long
 * as they hang: it may leave this stack for good.
 */
static int wait_until(struct pollfd *fds, nfds_t count, uint64_t deadline_ns,
                      struct poll_watch *w)
{
    uint32_t word = 0, seen = 0;
    struct thread *self = libc_defer();
    bool all = watch_all(fds, count, w, &word);
    int found, err = 0;

    while (!(found = look(fds, count)) && !err) {
        err = libc_poll_wait(&word, seen, deadline_ns, all);
        seen = __atomic_load_n(&word, __ATOMIC_SEQ_CST);
    }
    unwatch_all(w, count);
    libc_allow(self);
    return found || err == -ETIMEDOUT ? found : err;
}

int libc_poll(struct pollfd *fds, nfds_t count, uint64_t timeout_ns)
{
    struct poll_watch few[FEW], *w = few;
    uint64_t deadline_ns = TIMER_NEVER;
    uint32_t handled;
    int found;

    if (count > (nfds_t)libc_fd_table.limit)
        return -EINVAL;
    libc_cancel_point();
    found = look(fds, count);
    if (found || timeout_ns == 0)
        return found;
    if (libc_poll_deadline(timeout_ns, &deadline_ns))
        return -ENOSYS;
    if (count > FEW && !(w = malloc(count * sizeof(*w))))
        return -ENOMEM;
    handled = libc_handled();
    do
        found = wait_until(fds, count, deadline_ns, w);
    while (found == -EINTR && libc_handled() == handled &&
           !libc_cancel_wanted() && thread_current()->deferred == 0);
    if (w != few)
        free(w);
    if (found == -EINTR)
        libc_cancel_point();
    return found;
}

int poll(struct pollfd *fds, nfds_t count, int timeout_ms)
{
    uint64_t ns =
        timeout_ms < 0 ? TIMER_NEVER : (uint64_t)timeout_ms * NS_PER_MS;

    return (int)libc_result(libc_poll(fds, count, ns));
}

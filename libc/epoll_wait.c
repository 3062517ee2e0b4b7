/*
 * epoll_wait.c - what is ready of an epoll's items.
 *
 * Only items in the list are looked at, so it does not matter how many there
 * are besides. One that is ready and level-triggered goes back behind the
 * others, to be looked at again with the next call.
 */
#include <limits.h>
#include <poll.h>
#include <time.h>

#include "kernel/base.h"
#include "kernel/time.h"
#include "kernel/timer.h"
#include "kernel/wait.h"
#include "libc/cancel.h"
#include "libc/epoll.h"
#include "libc/held.h"
#include "libc/poll.h"
#include "libc/sigmask.h"

#define NS_PER_MS 1000000u

/* One look at an epoll: where its list is meanwhile. */
struct scan {
    struct epoll *e;
    struct epoll_link rest;  /* to be looked at */
    struct epoll_link again; /* to be looked at by the next one */
};

static void move_all(struct epoll_link *to, struct epoll_link *from)
{
    while (from->next != from) {
        struct epoll_link *l = from->next;

        libc_epoll_unlink(l);
        libc_epoll_append(to, l);
    }
}

/* The first item that is left, with references to it and to its file. */
static struct epoll_item *next_item(struct scan *s, struct file **f)
{
    uint64_t flags = libc_watch_lock();
    struct epoll_item *found = NULL;

    while (!found && s->rest.next != &s->rest) {
        struct epoll_link *l = s->rest.next;
        struct epoll_item *item =
            (struct epoll_item *)((char *)l -
                                  offsetof(struct epoll_item, link));
        libc_epoll_unlink(l);
        if (libc_file_try(item->watch.file)) {
            *f = item->watch.file;
            __atomic_fetch_add(&item->refs, 1, __ATOMIC_RELAXED);
            found = item;
        }
    }
    libc_watch_unlock(flags);
    return found;
}

/* What to report of @item, whose file says @revents; with the lock. */
static uint32_t judge(struct scan *s, struct epoll_item *item,
                      const struct file *f, uint32_t revents)
{
    uint32_t now = revents & (uint32_t)item->watch.events, report = now;
    bool edge = item->events & EPOLLET;

    if (!item->watch.file)
        return 0; /* removed meanwhile */
    if (edge && !f->ops->tells) {
        report = now & ~item->last;
        item->last = now;
    }
    if (report && item->events & EPOLLONESHOT)
        item->watch.events = 0;
    else if (((report && !edge) || !f->ops->tells) && !item->link.next)
        libc_epoll_append(&s->again, &item->link);
    return report;
}

/* Looks at one item; returns whether there was one. */
static bool look_at_one(struct scan *s, struct epoll_event *event)
{
    struct file *f;
    struct epoll_item *item = next_item(s, &f);
    uint64_t flags;

    if (!item)
        return false;
    uint32_t revents = (uint32_t)f->ops->poll(f);
    flags = libc_watch_lock();
    event->events = judge(s, item, f, revents);
    event->data = item->data;
    libc_watch_unlock(flags);
    libc_epoll_let_go(item);
    libc_file_put(f);
    return true;
}

static void begin(struct scan *s, struct epoll *e)
{
    uint64_t flags = libc_watch_lock();

    s->e = e;
    libc_epoll_list_init(&s->rest);
    libc_epoll_list_init(&s->again);
    move_all(&s->rest, &e->ready);
    e->scanned = true;
    libc_watch_unlock(flags);
}

/* Back into the list: those not looked at, what came meanwhile, the others. */
static void end(struct scan *s)
{
    uint64_t flags = libc_watch_lock();

    move_all(&s->rest, &s->e->ready);
    move_all(&s->e->ready, &s->rest);
    move_all(&s->e->ready, &s->again);
    s->e->scanned = false;
    libc_watch_unlock(flags);
}

/* Whoever else waits looks at what is left; with level-triggered items there
 * is always something, and who waits for them all wants to know. */
static void pass_on(struct epoll *e)
{
    uint64_t flags = libc_watch_lock();
    bool more = e->ready.next != &e->ready;

    libc_watch_unlock(flags);
    if (more && !e->silent) {
        __atomic_fetch_add(&e->changes, 1, __ATOMIC_SEQ_CST);
        wait_wake(&e->changes, 1);
    }
}

static int scan(struct epoll *e, struct epoll_event *events, int max)
{
    struct epoll_event event;
    struct scan s;
    int n = 0;

    LIBC_HELD(&e->scan);
    begin(&s, e);
    while (n < max && look_at_one(&s, &event))
        if (event.events)
            events[n++] = event;
    end(&s);
    return n;
}

/* While another thread looks, the items are in its lists: that one may put
 * them back without a word. */
static bool may_be_ready(struct epoll *e)
{
    uint64_t flags = libc_watch_lock();
    bool may = e->ready.next != &e->ready || e->scanned;

    libc_watch_unlock(flags);
    return may;
}

/* Without reporting: edges and one-shots stay as they are. */
int libc_epoll_poll(struct file *f)
{
    struct epoll *e = libc_epoll_of(f);
    struct epoll_item *item;
    struct file *inner;
    bool ready = false;
    struct scan s;

    if (!may_be_ready(e))
        return 0;
    LIBC_HELD(&e->scan);
    begin(&s, e);
    while (!ready && (item = next_item(&s, &inner))) {
        int revents = inner->ops->poll(inner);
        uint64_t flags = libc_watch_lock();
        ready = item->watch.file && revents & item->watch.events;
        if (item->watch.file && (ready || !inner->ops->tells) &&
            !item->link.next)
            libc_epoll_append(&s.again, &item->link);
        libc_watch_unlock(flags);
        libc_epoll_let_go(item);
        libc_file_put(inner);
    }
    end(&s);
    return ready ? POLLIN | POLLRDNORM : 0;
}

static int wait_for(struct epoll *e, struct epoll_event *events, int max,
                    uint64_t timeout_ns)
{
    uint64_t deadline_ns;
    int n = 0, err = 0;

    if (libc_poll_deadline(timeout_ns == 0 ? TIMER_NEVER : timeout_ns,
                           &deadline_ns))
        return -ENOSYS;
    if (timeout_ns == 0)
        libc_poll_work();
    while (!err) {
        uint32_t seen = __atomic_load_n(&e->changes, __ATOMIC_SEQ_CST);
        if (may_be_ready(e))
            n = scan(e, events, max);
        if (n || timeout_ns == 0)
            break;
        err = libc_poll_wait(&e->changes, seen, deadline_ns, !e->silent);
    }
    if (n)
        pass_on(e);
    return err == -ETIMEDOUT || n ? n : err;
}

static int wait_by_fd(int epfd, struct epoll_event *events, int max,
                      uint64_t timeout_ns)
{
    LIBC_FILE(f, epfd);

    if (!f)
        return -EBADF;
    if (!libc_epoll_of(f) || max <= 0 || max > INT_MAX / (int)sizeof(*events))
        return -EINVAL;
    if (!events)
        return -EFAULT;
    return wait_for(libc_epoll_of(f), events, max, timeout_ns);
}

static int epoll_wait_ns(int epfd, struct epoll_event *events, int max,
                         uint64_t timeout_ns, const sigset_t *mask)
{
    struct masked_wait w;
    int n;

    libc_cancel_point();
    libc_masked_begin(&w, mask, timeout_ns);
    do {
        n = libc_mask_set(mask);
        if (!n)
            n = wait_by_fd(epfd, events, max, w.timeout_ns);
        libc_mask_reset(mask);
    } while (libc_masked_again(&w, n));
    if (n == -EINTR)
        libc_cancel_point();
    return (int)libc_result(n);
}

int epoll_pwait(int epfd, struct epoll_event *events, int max, int timeout_ms,
                const sigset_t *mask)
{
    uint64_t ns =
        timeout_ms < 0 ? TIMER_NEVER : (uint64_t)timeout_ms * NS_PER_MS;

    return epoll_wait_ns(epfd, events, max, ns, mask);
}

int epoll_wait(int epfd, struct epoll_event *events, int max, int timeout_ms)
{
    return epoll_pwait(epfd, events, max, timeout_ms, NULL);
}

int epoll_pwait2(int epfd, struct epoll_event *events, int max,
                 const struct timespec *timeout, const sigset_t *mask)
{
    uint64_t ns;
    int err = libc_poll_timeout(timeout, &ns);

    if (err)
        return (int)libc_result(err);
    return epoll_wait_ns(epfd, events, max, ns, mask);
}

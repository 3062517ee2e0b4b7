/*
 * epoll.c - what an epoll watches: epoll_create() and epoll_ctl().
 */
#include "libc/epoll.h"

#include <poll.h>
#include <stdlib.h>

#include "kernel/base.h"
#include "kernel/wait.h"
#include "libc/anon_file.h"

#define FIRST_SLOTS 16
#define ALWAYS      (EPOLLERR | EPOLLHUP)

/* What may come with EPOLLEXCLUSIVE [Linux epoll_ctl(2)]. */
#define WITH_EXCLUSIVE                                                         \
    (EPOLLIN | EPOLLOUT | ALWAYS | EPOLLWAKEUP | EPOLLET | EPOLLEXCLUSIVE)

/* --- items; all of it with the lock of watches --- */

static struct epoll_item **slot_of(struct epoll *e, int fd)
{
    return &e->table[(unsigned)fd % e->slots];
}

static struct epoll_item **find(struct epoll *e, const struct file *f, int fd)
{
    struct epoll_item **p = slot_of(e, fd);

    while (*p && ((*p)->fd != fd || (*p)->watch.file != f))
        p = &(*p)->next;
    return p;
}

void libc_epoll_queue(struct epoll_item *item)
{
    struct epoll *e = item->owner;

    if (item->link.next)
        return;
    libc_epoll_append(&e->ready, &item->link);
    __atomic_fetch_add(&e->changes, 1, __ATOMIC_SEQ_CST);
    wait_wake(&e->changes, 1);
    libc_watch_tell(&e->file, POLLIN | POLLRDNORM);
}

static void changed(struct file_watch *w)
{
    libc_epoll_queue((struct epoll_item *)w);
}

static void set_events(struct epoll_item *item, const struct epoll_event *event)
{
    item->events = event->events | ALWAYS;
    item->data = event->data;
    item->last = 0;
    item->watch.events = (int)(item->events & ~EPOLL_FLAGS);
}

static void hang(struct epoll *e, struct epoll_item *item, struct file *f)
{
    struct epoll_item **slot = slot_of(e, item->fd);
    struct epoll *inner = libc_epoll_of(f);

    item->next = *slot;
    *slot = item;
    e->count++;
    e->silent += !f->ops->tells;
    if (inner) {
        inner->outer++;
        e->inner++;
    }
    libc_watch_hang(f, &item->watch);
}

/* Off everything; the table's reference is the caller's now. */
static void take_off(struct epoll_item **at)
{
    struct epoll_item *item = *at;
    struct epoll *e = item->owner;
    struct file *f = item->watch.file;
    struct epoll *inner = libc_epoll_of(f);

    *at = item->next;
    e->count--;
    e->silent -= !f->ops->tells;
    if (inner) {
        inner->outer--;
        e->inner--;
    }
    if (item->link.next)
        libc_epoll_unlink(&item->link);
    libc_watch_take(&item->watch);
}

void libc_epoll_let_go(struct epoll_item *item)
{
    if (__atomic_sub_fetch(&item->refs, 1, __ATOMIC_ACQ_REL) == 0)
        free(item);
}

/* The last reference to @f went; only items can hang on it. */
void libc_watch_gone(struct file *f)
{
    for (;;) {
        uint64_t flags = libc_watch_lock();
        struct epoll_item *item = (struct epoll_item *)f->watches;
        if (item)
            take_off(find(item->owner, f, item->fd));
        libc_watch_unlock(flags);
        if (!item)
            return;
        libc_epoll_let_go(item);
    }
}

/* --- the table --- */

static struct epoll_item **put_table(struct epoll *e, struct epoll_item **table,
                                     unsigned slots)
{
    struct epoll_item **old = e->table;
    unsigned old_slots = e->slots;

    e->table = table;
    e->slots = slots;
    for (unsigned i = 0; i < old_slots; i++)
        for (struct epoll_item *item = old[i], *next; item; item = next) {
            next = item->next;
            item->next = *slot_of(e, item->fd);
            *slot_of(e, item->fd) = item;
        }
    return old;
}

/* Where it cannot grow, its lists become longer. */
static void grow(struct epoll *e)
{
    unsigned slots = __atomic_load_n(&e->slots, __ATOMIC_RELAXED) * 2;
    struct epoll_item **table = NULL;
    uint64_t flags;

    if (__atomic_load_n(&e->count, __ATOMIC_RELAXED) >= slots)
        table = calloc(slots, sizeof(struct epoll_item *));
    if (!table)
        return;
    flags = libc_watch_lock();
    if (e->slots < slots)
        table = put_table(e, table, slots);
    libc_watch_unlock(flags);
    free(table);
}

/* --- epoll_ctl() --- */

/* What is ready of @f may have come before the item hung there. */
static void look(struct epoll_item *item, struct file *f)
{
    uint64_t flags;

    if (!(f->ops->poll(f) & item->watch.events) && f->ops->tells)
        return;
    flags = libc_watch_lock();
    if (item->watch.file)
        libc_epoll_queue(item);
    libc_watch_unlock(flags);
}

/* With the lock. One epoll may watch another one that watches none. */
static int may_add(struct epoll *e, struct file *f, int fd)
{
    const struct epoll *inner = libc_epoll_of(f);

    if (*find(e, f, fd))
        return -EEXIST;
    return inner && (inner->inner || e->outer) ? -ELOOP : 0;
}

static int add(struct epoll *e, struct file *f, int fd,
               const struct epoll_event *event)
{
    struct epoll_item *item = calloc(1, sizeof(*item));
    uint64_t flags;
    int err;

    if (!item)
        return -ENOMEM;
    grow(e);
    item->watch.changed = changed;
    item->owner = e;
    item->fd = fd;
    item->refs = 2; /* the table's, ours */
    set_events(item, event);
    flags = libc_watch_lock();
    err = may_add(e, f, fd);
    if (!err)
        hang(e, item, f);
    libc_watch_unlock(flags);
    if (err) {
        free(item);
        return err;
    }
    look(item, f);
    libc_epoll_let_go(item);
    return 0;
}

static int modify(struct epoll *e, struct file *f, int fd,
                  const struct epoll_event *event)
{
    uint64_t flags = libc_watch_lock();
    struct epoll_item *item = *find(e, f, fd);
    int err = !item ? -ENOENT : item->events & EPOLLEXCLUSIVE ? -EINVAL : 0;

    if (!err) {
        set_events(item, event);
        __atomic_fetch_add(&item->refs, 1, __ATOMIC_RELAXED);
    }
    libc_watch_unlock(flags);
    if (err)
        return err;
    look(item, f);
    libc_epoll_let_go(item);
    return 0;
}

static int delete (struct epoll *e, struct file *f, int fd)
{
    uint64_t flags = libc_watch_lock();
    struct epoll_item **at = find(e, f, fd), *item = *at;

    if (item)
        take_off(at);
    libc_watch_unlock(flags);
    if (!item)
        return -ENOENT;
    libc_epoll_let_go(item);
    return 0;
}

/* Whether @op may be done with @event. */
static int check(const struct epoll *e, struct file *f, int op,
                 const struct epoll_event *event)
{
    if (!f->ops->poll)
        return -EPERM; /* a file or a directory: always ready */
    if (!e || f == &e->file)
        return -EINVAL;
    if (op == EPOLL_CTL_DEL)
        return 0;
    if (op != EPOLL_CTL_ADD && op != EPOLL_CTL_MOD)
        return -EINVAL;
    if (!event)
        return -EFAULT;
    if (event->events & EPOLLEXCLUSIVE &&
        (op == EPOLL_CTL_MOD || event->events & ~WITH_EXCLUSIVE ||
         libc_epoll_of(f)))
        return -EINVAL;
    return 0;
}

static int control(struct file *ef, int op, struct file *f, int fd,
                   const struct epoll_event *event)
{
    struct epoll *e;
    int err;

    if (!ef || !f)
        return -EBADF;
    e = libc_epoll_of(ef);
    err = check(e, f, op, event);
    if (err)
        return err;
    return op == EPOLL_CTL_ADD   ? add(e, f, fd, event)
           : op == EPOLL_CTL_MOD ? modify(e, f, fd, event)
                                 : delete (e, f, fd);
}

int epoll_ctl(int epfd, int op, int fd, struct epoll_event *event)
{
    LIBC_FILE(ef, epfd);
    LIBC_FILE(f, fd);

    return (int)libc_result(control(ef, op, f, fd, event));
}

/* --- the file --- */

/* One item of @e, off everything, or NULL. */
static struct epoll_item *take_any(struct epoll *e)
{
    uint64_t flags = libc_watch_lock();
    struct epoll_item *item = NULL;

    for (unsigned i = 0; i < e->slots && !item; i++)
        if ((item = e->table[i]))
            take_off(&e->table[i]);
    libc_watch_unlock(flags);
    return item;
}

static void close_epoll(struct file *f)
{
    struct epoll *e = (struct epoll *)f;
    struct epoll_item *item;

    while ((item = take_any(e)))
        libc_epoll_let_go(item);
    free(e->table);
    free(e);
}

static const struct file_ops epoll_ops = {
    .fstat = libc_anon_stat,
    .poll = libc_epoll_poll,
    .tells = true,
    .close = close_epoll,
};

struct epoll *libc_epoll_of(struct file *f)
{
    return f->ops == &epoll_ops ? (struct epoll *)f : NULL;
}

static int create(int flags)
{
    struct epoll *e = calloc(1, sizeof(*e));

    if (e)
        e->table = calloc(FIRST_SLOTS, sizeof(struct epoll_item *));
    if (!e || !e->table) {
        free(e);
        return -ENOMEM;
    }
    e->slots = FIRST_SLOTS;
    libc_epoll_list_init(&e->ready);
    return libc_anon_fd(&e->file, &epoll_ops, flags);
}

int epoll_create1(int flags)
{
    return (int)libc_result(flags & ~EPOLL_CLOEXEC ? -EINVAL : create(flags));
}

int epoll_create(int size)
{
    return (int)libc_result(size <= 0 ? -EINVAL : create(0));
}

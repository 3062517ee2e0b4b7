/*
 * eventfd.c - a counter behind a descriptor.
 *
 * write() adds to it, read() takes all of it, or 1 as a semaphore; readable
 * unless it is 0, writable while 1 may be added [Linux eventfd(2)].
 */
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "kernel/wait.h"
#include "libc/anon_file.h"
#include "libc/held.h"
#include "libc/poll.h"

#define COUNT_MAX (UINT64_MAX - 1)

#define READABLE  (POLLIN | POLLRDNORM)
#define WRITABLE  (POLLOUT | POLLWRNORM)

struct event {
    struct file file;
    struct mutex lock;
    bool semaphore;
    uint64_t count;
    uint32_t changes; /* of count, for who waits */
};

/* Waits without the lock, or says why not. */
static int block(struct event *e)
{
    uint32_t seen = e->changes;
    int err;

    if (e->file.flags & O_NONBLOCK)
        return -EAGAIN;
    mutex_unlock(&e->lock);
    err = libc_file_wait(&e->changes, seen, "eventfd");
    mutex_lock(&e->lock);
    return err;
}

static void set_count(struct event *e, uint64_t count, int events)
{
    e->count = count;
    __atomic_fetch_add(&e->changes, 1, __ATOMIC_SEQ_CST);
    wait_wake(&e->changes, WAIT_ALL);
    libc_file_gained(&e->file, events);
}

static ssize_t read_event(struct file *f, void *buf, size_t n)
{
    struct event *e = (struct event *)f;
    uint64_t value;
    int err = 0;

    if (n < sizeof(value))
        return -EINVAL;
    LIBC_HELD(&e->lock);
    while (!err && e->count == 0)
        err = block(e);
    if (err)
        return err;
    value = e->semaphore ? 1 : e->count;
    set_count(e, e->count - value, WRITABLE);
    memcpy(buf, &value, sizeof(value));
    return sizeof(value);
}

static ssize_t write_event(struct file *f, const void *buf, size_t n)
{
    struct event *e = (struct event *)f;
    uint64_t value;
    int err = 0;

    if (n < sizeof(value))
        return -EINVAL;
    memcpy(&value, buf, sizeof(value));
    if (value > COUNT_MAX)
        return -EINVAL;
    LIBC_HELD(&e->lock);
    while (!err && value > COUNT_MAX - e->count)
        err = block(e);
    if (err)
        return err;
    set_count(e, e->count + value, READABLE);
    return sizeof(value);
}

static int poll_event(struct file *f)
{
    struct event *e = (struct event *)f;

    LIBC_HELD(&e->lock);
    return (e->count ? READABLE : 0) | (e->count < COUNT_MAX ? WRITABLE : 0);
}

static void close_event(struct file *f)
{
    free(f);
}

static const struct file_ops event_ops = {
    .read = read_event,
    .write = write_event,
    .fstat = libc_anon_stat,
    .poll = poll_event,
    .tells = true,
    .close = close_event,
};

int eventfd(unsigned first, int flags)
{
    struct event *e;

    if (flags & ~(EFD_SEMAPHORE | EFD_NONBLOCK | EFD_CLOEXEC))
        return (int)libc_result(-EINVAL);
    e = calloc(1, sizeof(*e));
    if (!e)
        return (int)libc_result(-ENOMEM);
    e->count = first;
    e->semaphore = flags & EFD_SEMAPHORE;
    return (int)libc_result(libc_anon_fd(&e->file, &event_ops, flags));
}

int eventfd_read(int fd, eventfd_t *value)
{
    return read(fd, value, sizeof(*value)) == sizeof(*value) ? 0 : -1;
}

int eventfd_write(int fd, eventfd_t value)
{
    return write(fd, &value, sizeof(value)) == sizeof(value) ? 0 : -1;
}

/*
 * pipe.c - pipe(): bytes that go in at one end and come out at the other.
 *
 * Both ends are files in one object, which goes when both are closed. The
 * buffer starts small and grows to what Linux has. A write of PIPE_BUF bytes
 * or less goes in as a whole, whoever else writes.
 */
#define _GNU_SOURCE /* pipe2() */
#include "libc/pipe.h"

#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kernel/base.h"
#include "kernel/wait.h"
#include "libc/fd.h"
#include "libc/held.h"
#include "libc/iov.h"
#include "libc/poll.h"

#define READABLE (POLLIN | POLLRDNORM)
#define WRITABLE (POLLOUT | POLLWRNORM)

enum { READER, WRITER };

struct pipe {
    struct file ends[2];
    struct mutex lock;   /* for what follows */
    uint32_t changes[2]; /* what READER and WRITER wait for */
    bool closed[2];
    char *ring;
    size_t room, head, len; /* of ring; first byte and bytes in it */
};

static struct pipe *pipe_of(struct file *f, int end)
{
    return (struct pipe *)((char *)f - offsetof(struct pipe, ends[end]));
}

/* Something happened that @end may wait for. */
static void tell(struct pipe *p, int end, int events)
{
    __atomic_fetch_add(&p->changes[end], 1, __ATOMIC_SEQ_CST);
    wait_wake(&p->changes[end], WAIT_ALL);
    libc_file_gained(&p->ends[end], events);
}

static int block(struct pipe *p, int end)
{
    uint32_t seen = p->changes[end];
    int err;

    mutex_unlock(&p->lock);
    err = libc_file_wait(&p->changes[end], seen, "pipe");
    mutex_lock(&p->lock);
    return err;
}

/* Into the ring, or out of it, at @at behind its first byte. */
static void copy(struct pipe *p, size_t at, const struct iovec *iov,
                 size_t done, size_t n, bool into_iov)
{
    size_t from = (p->head + at) % p->room, part = MIN(n, p->room - from);

    libc_iov_copy(iov, done, p->ring + from, part, into_iov);
    if (part < n)
        libc_iov_copy(iov, done + part, p->ring, n - part, into_iov);
}

/* Room for @n more bytes, where there is memory; returns what there is. */
static size_t make_room(struct pipe *p, size_t n)
{
    size_t room = p->room;
    char *ring;

    while (room < p->len + n)
        room *= 2;
    if (room > p->room && (ring = malloc(room))) {
        struct iovec all = {ring, room};
        copy(p, 0, &all, 0, p->len, true);
        free(p->ring);
        p->ring = ring;
        p->room = room;
        p->head = 0;
    }
    return MIN(n, p->room - p->len);
}

static ssize_t read_pipe(struct file *f, const struct iovec *iov, int count)
{
    struct pipe *p = pipe_of(f, READER);
    ssize_t size = libc_iov_size(iov, count);
    size_t n;
    int err = 0;

    if (size <= 0)
        return size;
    LIBC_HELD(&p->lock);
    while (!err && p->len == 0 && !p->closed[WRITER])
        err = f->flags & O_NONBLOCK ? -EAGAIN : block(p, READER);
    if (p->len == 0)
        return err;
    n = MIN((size_t)size, p->len);
    copy(p, 0, iov, 0, n, true);
    p->head = (p->head + n) % p->room;
    p->len -= n;
    tell(p, WRITER, PIPE_ROOM - p->len >= PIPE_BUF ? WRITABLE : 0);
    return (ssize_t)n;
}

/* How much of the rest goes in now. */
static size_t fitting(struct pipe *p, size_t left, bool whole)
{
    size_t n = make_room(p, MIN(left, PIPE_ROOM - p->len));

    return n < left && whole ? 0 : n;
}

static ssize_t fill(struct pipe *p, const struct iovec *iov, size_t size,
                    bool nonblock, bool *broken)
{
    size_t done = 0, n;
    int err = 0;

    LIBC_HELD(&p->lock);
    while (!err && done < size && !(*broken = p->closed[READER])) {
        n = fitting(p, size - done, size <= PIPE_BUF);
        if (n) {
            copy(p, p->len, iov, done, n, false);
            p->len += n;
            done += n;
            tell(p, READER, READABLE);
        } else {
            err = nonblock ? -EAGAIN : block(p, WRITER);
        }
    }
    return done ? (ssize_t)done : *broken ? -EPIPE : err;
}

static ssize_t write_pipe(struct file *f, const struct iovec *iov, int count)
{
    ssize_t size = libc_iov_size(iov, count);
    bool broken = false;

    if (size <= 0)
        return size;
    size = fill(pipe_of(f, WRITER), iov, (size_t)size, f->flags & O_NONBLOCK,
                &broken);
    if (broken)
        raise(SIGPIPE);
    return size;
}

static ssize_t read_one(struct file *f, void *buf, size_t n)
{
    return read_pipe(f, &(struct iovec){buf, n}, 1);
}

static ssize_t write_one(struct file *f, const void *buf, size_t n)
{
    return write_pipe(f, &(struct iovec){(void *)buf, n}, 1);
}

static int stat_pipe(struct file *f, bool times, struct stat *st)
{
    (void)times;
    st->st_mode = S_IFIFO | 0600;
    st->st_nlink = 1;
    st->st_ino = (ino_t)((uintptr_t)f >> 4);
    st->st_blksize = PIPE_BUF;
    return 0;
}

static int available(struct pipe *p, unsigned long request, void *arg)
{
    if (request != FIONREAD)
        return -ENOTTY;
    LIBC_HELD(&p->lock);
    *(int *)arg = (int)p->len;
    return 0;
}

static int ioctl_reader(struct file *f, unsigned long request, void *arg)
{
    return available(pipe_of(f, READER), request, arg);
}

static int ioctl_writer(struct file *f, unsigned long request, void *arg)
{
    return available(pipe_of(f, WRITER), request, arg);
}

static int poll_reader(struct file *f)
{
    struct pipe *p = pipe_of(f, READER);

    LIBC_HELD(&p->lock);
    return (p->len ? READABLE : 0) | (p->closed[WRITER] ? POLLHUP : 0);
}

static int poll_writer(struct file *f)
{
    struct pipe *p = pipe_of(f, WRITER);

    LIBC_HELD(&p->lock);
    return (PIPE_ROOM - p->len >= PIPE_BUF ? WRITABLE : 0) |
           (p->closed[READER] ? POLLERR : 0);
}

static void close_end(struct pipe *p, int end)
{
    bool both;

    mutex_lock(&p->lock);
    p->closed[end] = true;
    both = p->closed[!end];
    if (!both)
        tell(p, !end, end == READER ? POLLERR : POLLHUP);
    mutex_unlock(&p->lock);
    if (!both)
        return;
    free(p->ring);
    free(p);
}

static void close_reader(struct file *f)
{
    close_end(pipe_of(f, READER), READER);
}

static void close_writer(struct file *f)
{
    close_end(pipe_of(f, WRITER), WRITER);
}

static const struct file_ops reader_ops = {
    .read = read_one,
    .readv = read_pipe,
    .fstat = stat_pipe,
    .ioctl = ioctl_reader,
    .poll = poll_reader,
    .tells = true,
    .close = close_reader,
};

static const struct file_ops writer_ops = {
    .write = write_one,
    .writev = write_pipe,
    .fstat = stat_pipe,
    .ioctl = ioctl_writer,
    .poll = poll_writer,
    .tells = true,
    .close = close_writer,
};

int libc_pipe_room(const struct file *f)
{
    return f->ops == &reader_ops || f->ops == &writer_ops ? PIPE_ROOM : -EBADF;
}

static struct pipe *make(int flags)
{
    struct pipe *p = calloc(1, sizeof(*p));

    if (!p || !(p->ring = malloc(PIPE_BUF))) {
        free(p);
        return NULL;
    }
    p->room = PIPE_BUF;
    flags &= O_NONBLOCK;
    p->ends[READER] =
        (struct file){.ops = &reader_ops, .flags = O_RDONLY | flags, .refs = 1};
    p->ends[WRITER] =
        (struct file){.ops = &writer_ops, .flags = O_WRONLY | flags, .refs = 1};
    return p;
}

static int open_pipe(int fds[2], int flags)
{
    struct pipe *p;
    int fd[2];

    if (flags & ~(O_NONBLOCK | O_CLOEXEC))
        return -EINVAL;
    if (!(p = make(flags)))
        return -ENOMEM;
    fd[READER] = libc_fd_new(&p->ends[READER], 0, flags & O_CLOEXEC);
    if (fd[READER] < 0)
        libc_file_put(&p->ends[READER]);
    fd[WRITER] = fd[READER] < 0
                     ? fd[READER]
                     : libc_fd_new(&p->ends[WRITER], 0, flags & O_CLOEXEC);
    if (fd[WRITER] < 0) {
        libc_file_put(&p->ends[WRITER]);
        if (fd[READER] >= 0)
            close(fd[READER]);
        return fd[WRITER];
    }
    memcpy(fds, fd, sizeof(fd));
    return 0;
}

int pipe2(int fds[2], int flags)
{
    return (int)libc_result(open_pipe(fds, flags));
}

int pipe(int fds[2])
{
    return pipe2(fds, 0);
}

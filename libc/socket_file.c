/*
 * socket_file.c - what a descriptor of a socket does as a file.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/uio.h>

#include "libc/held.h"
#include "libc/socket.h"

static bool nonblocking(const struct socket *so, int flags)
{
    return flags & MSG_DONTWAIT || so->file.flags & O_NONBLOCK;
}

ssize_t libc_socket_send(struct socket *so, const struct msghdr *m, int flags)
{
    ssize_t n;

    if (flags & MSG_OOB)
        return -EOPNOTSUPP;
    n = so->ops->send(so, m, flags, nonblocking(so, flags));
    if (n == -EPIPE && so->type == SOCK_STREAM && !(flags & MSG_NOSIGNAL))
        raise(SIGPIPE);
    return n;
}

ssize_t libc_socket_receive(struct socket *so, struct msghdr *m, int flags)
{
    if (flags & MSG_OOB)
        return -EINVAL;
    m->msg_flags = 0;
    return so->ops->receive(so, m, flags, nonblocking(so, flags));
}

static ssize_t readv_socket(struct file *f, const struct iovec *iov, int count)
{
    struct msghdr m = {.msg_iov = (struct iovec *)iov,
                       .msg_iovlen = (size_t)count};

    return libc_socket_receive((struct socket *)f, &m, 0);
}

static ssize_t writev_socket(struct file *f, const struct iovec *iov, int count)
{
    struct msghdr m = {.msg_iov = (struct iovec *)iov,
                       .msg_iovlen = (size_t)count};

    return libc_socket_send((struct socket *)f, &m, 0);
}

static ssize_t read_socket(struct file *f, void *buf, size_t n)
{
    return readv_socket(f, &(struct iovec){buf, n}, 1);
}

static ssize_t write_socket(struct file *f, const void *buf, size_t n)
{
    return writev_socket(f, &(struct iovec){(void *)buf, n}, 1);
}

static int stat_socket(struct file *f, bool times, struct stat *st)
{
    (void)times;
    st->st_mode = S_IFSOCK | 0777;
    st->st_nlink = 1;
    st->st_ino = (ino_t)((uintptr_t)f >> 4);
    st->st_blksize = 4096;
    return 0;
}

static int ioctl_socket(struct file *f, unsigned long request, void *arg)
{
    struct socket *so = (struct socket *)f;
    int n;

    if (request != FIONREAD)
        return -ENOTTY;
    n = so->ops->available(so);
    if (n < 0)
        return n;
    *(int *)arg = n;
    return 0;
}

static int poll_socket(struct file *f)
{
    struct socket *so = (struct socket *)f;

    return so->ops->poll(so);
}

static void close_socket(struct file *f)
{
    struct socket *so = (struct socket *)f;

    so->ops->close(so);
    free(so);
}

static const struct file_ops socket_file_ops = {
    .read = read_socket,
    .write = write_socket,
    .readv = readv_socket,
    .writev = writev_socket,
    .fstat = stat_socket,
    .ioctl = ioctl_socket,
    .poll = poll_socket,
    .tells = true,
    .close = close_socket,
};

struct socket *libc_socket_alloc(const struct socket_ops *ops, int family,
                                 int type, int protocol)
{
    struct socket *so = calloc(1, sizeof(*so));

    if (!so)
        return NULL;
    so->file.ops = &socket_file_ops;
    so->file.flags = O_RDWR;
    so->file.refs = 1;
    so->ops = ops;
    so->family = family;
    so->type = type;
    so->protocol = protocol;
    return so;
}

int libc_socket_fd(struct socket *so, int flags)
{
    int fd;

    if (flags & SOCK_NONBLOCK)
        so->file.flags |= O_NONBLOCK;
    fd = libc_fd_new(&so->file, 0, flags & SOCK_CLOEXEC);
    if (fd < 0)
        libc_file_put(&so->file);
    return fd;
}

/* Of one that accept() waits to fill. */
static const struct file_ops reserved_ops = {
    .fstat = stat_socket,
    .close = close_socket,
};

int libc_socket_reserve(struct socket *so, int flags)
{
    int fd;

    so->file.ops = &reserved_ops;
    libc_file_get(&so->file);
    fd = libc_socket_fd(so, flags);
    if (fd < 0)
        libc_file_put(&so->file);
    return fd;
}

/* Closes @fd, unless another thread did. */
static void give_back(struct socket *so, int fd)
{
    LIBC_HELD(&libc_fd_lock);
    struct fd_slot *slot = libc_fd_slot(fd);

    if (slot && slot->file == &so->file) {
        libc_fd_forget(slot);
        __atomic_fetch_sub(&so->file.refs, 1, __ATOMIC_RELAXED); /* not last */
    }
}

int libc_socket_reserved(struct socket *so, int fd, int err)
{
    if (err)
        give_back(so, fd);
    else
        __atomic_store_n(&so->file.ops, &socket_file_ops, __ATOMIC_RELEASE);
    libc_file_put(&so->file);
    return err ? err : fd;
}

int libc_socket_of(int fd, struct socket **out)
{
    struct file *f = libc_fd_hold(fd);

    if (!f)
        return -EBADF;
    if (f->ops != &socket_file_ops) {
        libc_file_put(f);
        return -ENOTSOCK;
    }
    *out = (struct socket *)f;
    return 0;
}

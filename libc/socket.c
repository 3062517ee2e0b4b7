/*
 * socket.c - socket() and the calls on sockets that move no data.
 */
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>

#include "kernel/base.h"
#include "libc/poll.h"
#include "libc/socket.h"

static int make(int family, int type, int protocol)
{
    int flags = type & (SOCK_NONBLOCK | SOCK_CLOEXEC), err;
    struct socket *so;

    type &= ~flags;
    if (family == AF_INET || family == AF_INET6)
        err = libc_inet_new(family, type, protocol, &so);
    else if (family == AF_UNIX)
        err = libc_unix_new(type, protocol, &so);
    else
        err = -EAFNOSUPPORT;
    return err ? err : libc_socket_fd(so, flags);
}

int socket(int family, int type, int protocol)
{
    return (int)libc_result(make(family, type, protocol));
}

int bind(int fd, const struct sockaddr *a, socklen_t len)
{
    LIBC_SOCKET(so);
    int err = libc_socket_of(fd, &so);

    return (int)libc_result(err ? err : so->ops->bind(so, a, len));
}

int listen(int fd, int backlog)
{
    LIBC_SOCKET(so);
    int err = libc_socket_of(fd, &so);

    return (int)libc_result(err ? err : so->ops->listen(so, backlog));
}

void libc_socket_give(const struct sockaddr_storage *from, socklen_t len,
                      struct sockaddr *to, socklen_t *room)
{
    if (!to || !room)
        return;
    memcpy(to, from, MIN(len, *room));
    *room = len;
}

/* The descriptor comes first: where there is none, the connection waits. */
static int accept_one(int fd, struct sockaddr *a, socklen_t *len, int flags)
{
    struct sockaddr_storage peer;
    struct socket *made;
    LIBC_SOCKET(so);
    socklen_t peer_len;
    int err = libc_socket_of(fd, &so), new;

    if (err)
        return err;
    if (flags & ~(SOCK_NONBLOCK | SOCK_CLOEXEC))
        return -EINVAL;
    made = libc_socket_alloc(so->ops, so->family, so->type, so->protocol);
    if (!made)
        return -ENOMEM;
    new = libc_socket_reserve(made, flags);
    if (new < 0)
        return new;
    err = so->ops->accept(so, made, so->file.flags & O_NONBLOCK);
    if (!err && a && so->ops->name(made, true, &peer, &peer_len) == 0)
        libc_socket_give(&peer, peer_len, a, len);
    return libc_socket_reserved(made, new, err);
}

int accept4(int fd, struct sockaddr *restrict a, socklen_t *restrict len,
            int flags)
{
    return (int)libc_done(accept_one(fd, a, len, flags));
}

int accept(int fd, struct sockaddr *restrict a, socklen_t *restrict len)
{
    return accept4(fd, a, len, 0);
}

static int connect_fd(int fd, const struct sockaddr *a, socklen_t len)
{
    LIBC_SOCKET(so);
    int err = libc_socket_of(fd, &so);

    if (!err)
        err = so->ops->connect(so, a, len, so->file.flags & O_NONBLOCK);
    return err;
}

int connect(int fd, const struct sockaddr *a, socklen_t len)
{
    return (int)libc_done(connect_fd(fd, a, len));
}

int shutdown(int fd, int how)
{
    LIBC_SOCKET(so);
    int err = libc_socket_of(fd, &so);

    if (!err && how != SHUT_RD && how != SHUT_WR && how != SHUT_RDWR)
        err = -EINVAL;
    if (!err)
        err = so->ops->shutdown(so, how != SHUT_WR, how != SHUT_RD);
    return (int)libc_result(err);
}

static int name_of(int fd, bool peer, struct sockaddr *a, socklen_t *len)
{
    struct sockaddr_storage name;
    socklen_t name_len;
    LIBC_SOCKET(so);
    int err = libc_socket_of(fd, &so);

    if (!err)
        err = so->ops->name(so, peer, &name, &name_len);
    if (!err)
        libc_socket_give(&name, name_len, a, len);
    return (int)libc_result(err);
}

int getsockname(int fd, struct sockaddr *restrict a, socklen_t *restrict len)
{
    return name_of(fd, false, a, len);
}

int getpeername(int fd, struct sockaddr *restrict a, socklen_t *restrict len)
{
    return name_of(fd, true, a, len);
}

/*
 * socket_io.c - sending and receiving through sockets.
 */
#include <stdint.h>
#include <sys/socket.h>

#include "libc/poll.h"
#include "libc/socket.h"

static int check(const struct msghdr *m)
{
    size_t sum = 0;

    if (m->msg_iovlen > UIO_MAXIOV)
        return -EMSGSIZE;
    for (size_t i = 0; i < m->msg_iovlen; i++) {
        if (m->msg_iov[i].iov_len > PTRDIFF_MAX - sum)
            return -EINVAL;
        sum += m->msg_iov[i].iov_len;
    }
    return 0;
}

static ssize_t send_message(int fd, const struct msghdr *m, int flags)
{
    LIBC_SOCKET(so);
    ssize_t n = libc_socket_of(fd, &so);

    if (!n)
        n = check(m);
    return n ? n : libc_socket_send(so, m, flags);
}

static ssize_t receive_message(int fd, struct msghdr *m, int flags)
{
    LIBC_SOCKET(so);
    ssize_t n = libc_socket_of(fd, &so);

    if (!n)
        n = check(m);
    return n ? n : libc_socket_receive(so, m, flags);
}

ssize_t sendmsg(int fd, const struct msghdr *m, int flags)
{
    return libc_done(send_message(fd, m, flags));
}

ssize_t recvmsg(int fd, struct msghdr *m, int flags)
{
    return libc_done(receive_message(fd, m, flags));
}

ssize_t sendto(int fd, const void *buf, size_t n, int flags,
               const struct sockaddr *to, socklen_t len)
{
    struct iovec iov = {(void *)buf, n};
    struct msghdr m = {.msg_name = (void *)to,
                       .msg_namelen = to ? len : 0,
                       .msg_iov = &iov,
                       .msg_iovlen = 1};

    return sendmsg(fd, &m, flags);
}

ssize_t send(int fd, const void *buf, size_t n, int flags)
{
    return sendto(fd, buf, n, flags, NULL, 0);
}

ssize_t recvfrom(int fd, void *restrict buf, size_t n, int flags,
                 struct sockaddr *restrict from, socklen_t *restrict len)
{
    struct iovec iov = {buf, n};
    struct msghdr m = {.msg_name = from,
                       .msg_namelen = from && len ? *len : 0,
                       .msg_iov = &iov,
                       .msg_iovlen = 1};
    ssize_t got = recvmsg(fd, &m, flags);

    if (got >= 0 && from && len)
        *len = m.msg_namelen;
    return got;
}

ssize_t recv(int fd, void *buf, size_t n, int flags)
{
    return recvfrom(fd, buf, n, flags, NULL, NULL);
}

int sockatmark(int fd)
{
    LIBC_SOCKET(so);

    return (int)libc_result(libc_socket_of(fd, &so)); /* no urgent data */
}

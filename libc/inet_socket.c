/*
 * inet_socket.c - sockets of IPv4 and IPv6: net/socket.h as BSD sockets.
 */
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <stddef.h>
#include <string.h>

#include "libc/inet_socket.h"
#include "net/socket.h"

#define NET(so) ((struct net_socket *)(so)->data)

/* --- addresses --- */

int libc_inet_in(const struct sockaddr *a, socklen_t len, struct net_addr *out)
{
    const struct sockaddr_in *a4 = (const struct sockaddr_in *)a;
    const struct sockaddr_in6 *a6 = (const struct sockaddr_in6 *)a;

    if (!a)
        return -EFAULT;
    if (len < sizeof(a->sa_family))
        return -EINVAL;
    memset(out, 0, sizeof(*out));
    if (a->sa_family == AF_INET && len >= sizeof(*a4)) {
        out->family = 4;
        memcpy(out->ip, &a4->sin_addr, 4);
        out->port = ntohs(a4->sin_port);
        return 0;
    }
    /* older programs do not know of sin6_scope_id */
    if (a->sa_family == AF_INET6 &&
        len >= offsetof(struct sockaddr_in6, sin6_scope_id)) {
        out->family = 6;
        memcpy(out->ip, &a6->sin6_addr, 16);
        out->port = ntohs(a6->sin6_port);
        out->scope = len >= sizeof(*a6) ? a6->sin6_scope_id : 0;
        return 0;
    }
    return a->sa_family == AF_INET || a->sa_family == AF_INET6 ? -EINVAL
                                                               : -EAFNOSUPPORT;
}

void libc_inet_out(const struct net_addr *a, struct sockaddr_storage *out,
                   socklen_t *len)
{
    struct sockaddr_in *a4 = (struct sockaddr_in *)out;
    struct sockaddr_in6 *a6 = (struct sockaddr_in6 *)out;

    memset(out, 0, sizeof(*out));
    if (a->family == 6) {
        a6->sin6_family = AF_INET6;
        a6->sin6_port = htons(a->port);
        memcpy(&a6->sin6_addr, a->ip, 16);
        a6->sin6_scope_id = a->scope;
        *len = sizeof(*a6);
    } else {
        a4->sin_family = AF_INET;
        a4->sin_port = htons(a->port);
        memcpy(&a4->sin_addr, a->ip, 4);
        *len = sizeof(*a4);
    }
}

/* --- operations --- */

static int bind_inet(struct socket *so, const struct sockaddr *a, socklen_t len)
{
    struct net_addr addr;
    int err = libc_inet_in(a, len, &addr);

    if (!err && a->sa_family != so->family)
        err = -EAFNOSUPPORT;
    return err ? err : net_bind(NET(so), &addr);
}

static int listen_inet(struct socket *so, int backlog)
{
    return net_listen(NET(so), backlog);
}

static void changed(void *file)
{
    libc_file_changed(file);
}

static int accept_inet(struct socket *so, struct socket *made, bool nonblock)
{
    struct net_socket *s;
    int err = net_accept(NET(so), nonblock ? NET_DONTWAIT : 0, &s);

    if (err)
        return err;
    made->data = s;
    net_socket_watch(s, changed, &made->file);
    return 0;
}

static int connect_inet(struct socket *so, const struct sockaddr *a,
                        socklen_t len, bool nonblock)
{
    struct net_addr addr;
    int err;

    if (a && len >= sizeof(a->sa_family) && a->sa_family == AF_UNSPEC)
        return net_connect(NET(so), NULL, 0);
    err = libc_inet_in(a, len, &addr);
    if (err)
        return err;
    return net_connect(NET(so), &addr, nonblock ? NET_DONTWAIT : 0);
}

static int shutdown_inet(struct socket *so, bool receive, bool send)
{
    return net_shutdown(NET(so), receive, send);
}

static ssize_t send_inet(struct socket *so, const struct msghdr *m, int flags,
                         bool nonblock)
{
    struct net_addr addr, *to = NULL;
    struct net_way way;
    int has_way = 0;
    unsigned how =
        (nonblock ? NET_DONTWAIT : 0) | (flags & MSG_MORE ? NET_MORE : 0);

    if (m->msg_name && m->msg_namelen && so->type != SOCK_STREAM) {
        int err = libc_inet_in(m->msg_name, m->msg_namelen, &addr);
        if (err)
            return err;
        to = &addr;
    }
    if (so->type != SOCK_STREAM)
        has_way = libc_inet_way(m, &way);
    if (has_way < 0)
        return has_way;
    return net_send(NET(so), m->msg_iov, (int)m->msg_iovlen, how, to,
                    has_way ? &way : NULL);
}

static ssize_t receive_inet(struct socket *so, struct msghdr *m, int flags,
                            bool nonblock)
{
    struct sockaddr_storage name;
    struct net_addr from;
    struct net_way way;
    unsigned more = 0, how = nonblock ? NET_DONTWAIT : 0;
    socklen_t len = 0;
    ssize_t n;

    how |= flags & MSG_PEEK ? NET_PEEK : 0;
    how |= flags & MSG_WAITALL ? NET_WAITALL : 0;
    how |= flags & MSG_TRUNC ? NET_TRUNC : 0;
    n = net_receive(NET(so), m->msg_iov, (int)m->msg_iovlen, how, &from, &way,
                    &more);
    if (n < 0 || !(more & (NET_INFO4 | NET_INFO6)))
        m->msg_controllen = 0;
    else
        libc_inet_tell(&way, more, m);
    if (n < 0)
        return n;
    if (m->msg_name && so->type != SOCK_STREAM) {
        libc_inet_out(&from, &name, &len);
        libc_socket_give(&name, len, m->msg_name, &m->msg_namelen);
    } else {
        m->msg_namelen = 0;
    }
    if (more & NET_TRUNC)
        m->msg_flags |= MSG_TRUNC;
    return n;
}

static int name_inet(struct socket *so, bool peer, struct sockaddr_storage *a,
                     socklen_t *len)
{
    struct net_addr addr;

    if (peer) {
        int err = net_peer(NET(so), &addr);
        if (err)
            return err;
    } else {
        net_name(NET(so), &addr);
    }
    libc_inet_out(&addr, a, len);
    return 0;
}

static int poll_inet(struct socket *so)
{
    unsigned ready = net_poll(NET(so));

    return (ready & NET_IN ? POLLIN | POLLRDNORM : 0) |
           (ready & NET_OUT ? POLLOUT | POLLWRNORM : 0) |
           (ready & NET_ERR ? POLLERR : 0) | (ready & NET_HUP ? POLLHUP : 0) |
           (ready & NET_RDHUP ? POLLRDHUP : 0);
}

static int available_inet(struct socket *so)
{
    int n = 0, err = net_get(NET(so), NET_OPT_AVAILABLE, &n);

    return err ? err : n;
}

static void close_inet(struct socket *so)
{
    if (so->data) /* NULL: accept() found nothing */
        net_close(NET(so));
}

static const struct socket_ops inet_ops = {
    .bind = bind_inet,
    .listen = listen_inet,
    .accept = accept_inet,
    .connect = connect_inet,
    .shutdown = shutdown_inet,
    .send = send_inet,
    .receive = receive_inet,
    .name = name_inet,
    .set = libc_inet_set,
    .get = libc_inet_get,
    .poll = poll_inet,
    .available = available_inet,
    .close = close_inet,
};

static int kind_of(int type, int protocol, enum net_kind *kind)
{
    if (type == SOCK_STREAM && (!protocol || protocol == IPPROTO_TCP))
        *kind = NET_STREAM;
    else if (type == SOCK_DGRAM && (!protocol || protocol == IPPROTO_UDP))
        *kind = NET_DATAGRAM;
    else if (type == SOCK_RAW && protocol > 0 && protocol < 256)
        *kind = NET_RAW;
    else
        return -EPROTONOSUPPORT;
    return 0;
}

int libc_inet_new(int family, int type, int protocol, struct socket **out)
{
    static const int usual[] = {
        [SOCK_STREAM] = IPPROTO_TCP, [SOCK_DGRAM] = IPPROTO_UDP};
    enum net_kind kind;
    struct net_socket *s;
    struct socket *so;
    int err = kind_of(type, protocol, &kind);

    if (err)
        return err;
    so = libc_socket_alloc(&inet_ops, family, type,
                           protocol ? protocol : usual[type]);
    if (!so)
        return -ENOMEM;
    err = net_socket_new(kind, family == AF_INET6 ? 6 : 4, protocol, &s);
    if (err) {
        libc_file_put(&so->file);
        return err;
    }
    so->data = s;
    net_socket_watch(s, changed, &so->file);
    *out = so;
    return 0;
}

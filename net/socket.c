/*
 * socket.c - what sockets of all kinds have in common.
 */
#include "net/socket.h"

#include <errno.h>
#include <string.h>

#include "kernel/base.h"
#include "kernel/time.h"
#include "kernel/timer.h"
#include "kernel/wait.h"
#include "libc/cancel.h"
#include "libc/interrupt.h"
#include "lwip/ip.h"
#include "net/inner.h"
#include "net/memory.h"
#include "net/net.h"

#define DEFAULT_BUF (208 * 1024) /* net.core.rmem_default of Linux */

/* --- waiting --- */

void net_signal(struct net_socket *s)
{
    __atomic_fetch_add(&s->seq, 1, __ATOMIC_SEQ_CST);
    wait_wake(&s->seq, WAIT_ALL);
    if (s->changed)
        s->changed(s->arg);
}

uint64_t net_deadline(const struct net_socket *s, bool receive)
{
    uint64_t now = 0;

    if (s->timeout_ns[receive] == 0 || time_monotonic_ns(&now))
        return TIMER_NEVER;
    return now + s->timeout_ns[receive];
}

int net_block(struct net_socket *s, uint64_t deadline_ns, const char *what)
{
    const struct wait_reason why = {.what = what,
                                    .external = true,
                                    .interruptible = true,
                                    .unless = libc_cancel_word()};
    uint32_t seen = s->seq, broke = libc_broke();
    int err;

    net_unlock();
    err = net_wait(&s->seq, seen, deadline_ns, &why);
    if (err == -EINTR && libc_broke() == broke && !libc_cancel_wanted())
        err = 0; /* no handler ran, or one with SA_RESTART */
    net_lock();
    return err == -ETIMEDOUT ? -EAGAIN : err == -EAGAIN ? 0 : err;
}

/* --- buffers --- */

size_t net_iov_size(const struct iovec *iov, int count)
{
    size_t sum = 0;

    for (int i = 0; i < count; i++)
        sum += iov[i].iov_len;
    return sum;
}

void net_iov_copy(const struct iovec *iov, int count, size_t at, void *p,
                  size_t n, bool into_iov)
{
    for (int i = 0; i < count && n; i++) {
        if (at >= iov[i].iov_len) {
            at -= iov[i].iov_len;
            continue;
        }
        size_t part = MIN(n, iov[i].iov_len - at);
        char *buf = (char *)iov[i].iov_base + at;
        memcpy(into_iov ? buf : p, into_iov ? p : buf, part);
        p = (char *)p + part;
        n -= part;
        at = 0;
    }
}

/* --- calls --- */

int net_socket_new(enum net_kind kind, int family, int protocol,
                   struct net_socket **out)
{
    static const struct net_socket_ops *const ops[] = {
        [NET_STREAM] = &net_tcp_ops,
        [NET_DATAGRAM] = &net_udp_ops,
        [NET_RAW] = &net_raw_ops,
    };
    struct net_socket *s;
    int err = net_start();

    if (err)
        return err;
    net_lock();
    s = net_calloc(1, sizeof(*s));
    err = s ? 0 : -ENOBUFS;
    if (s) {
        s->ops = ops[kind];
        s->family = (uint8_t)family;
        s->protocol = (uint8_t)protocol;
        s->linger = -1;
        s->rcvbuf = s->sndbuf = DEFAULT_BUF;
        err = s->ops->open(s);
        if (err)
            net_free(s);
        else
            *out = s;
    }
    net_unlock();
    return err;
}

void net_socket_watch(struct net_socket *s, void (*changed)(void *arg),
                      void *arg)
{
    net_lock();
    s->changed = changed;
    s->arg = arg;
    net_unlock();
}

void net_close(struct net_socket *s)
{
    net_lock();
    s->changed = NULL;
    s->ops->close(s);
    net_unlock();
}

int net_bind(struct net_socket *s, const struct net_addr *a)
{
    ip_addr_t ip;
    int err;

    net_lock();
    err = net_addr_in(s, a, &ip);
    if (!err)
        err = s->bound ? -EINVAL : s->ops->bind(s, &ip, a->port);
    if (!err)
        s->bound = true;
    net_unlock();
    return err;
}

int net_connect(struct net_socket *s, const struct net_addr *a, unsigned flags)
{
    ip_addr_t ip;
    int err;

    net_lock();
    if (!a) {
        err = s->ops->connect(s, NULL, 0, flags);
    } else {
        err = net_addr_in(s, a, &ip);
        /* "any" means this machine, as BSD had it and Linux has */
        if (!err && ip_addr_isany(&ip))
            err = net_addr_in(
                s, &(struct net_addr){.family = 4, .ip = {127, 0, 0, 1}}, &ip);
        if (!err)
            err = s->ops->connect(s, &ip, a->port, flags);
    }
    net_unlock();
    return err;
}

ssize_t net_send(struct net_socket *s, const struct iovec *iov, int count,
                 unsigned flags, const struct net_addr *to,
                 const struct net_way *way)
{
    ssize_t n;

    net_lock();
    n = s->ops->send(s, iov, count, flags, to, way);
    net_unlock();
    return n;
}

ssize_t net_receive(struct net_socket *s, const struct iovec *iov, int count,
                    unsigned flags, struct net_addr *from, struct net_way *way,
                    unsigned *more)
{
    unsigned ignored = 0;
    ssize_t n;

    net_lock();
    n = s->ops->receive(s, iov, count, flags, from, way,
                        more ? more : &ignored);
    net_unlock();
    return n;
}

int net_shutdown(struct net_socket *s, bool receive, bool send)
{
    int err;

    net_lock();
    err = s->ops->shutdown(s, receive, send);
    net_signal(s);
    net_unlock();
    return err;
}

unsigned net_poll(struct net_socket *s)
{
    unsigned ready;

    net_lock();
    ready = s->ops->poll(s);
    net_unlock_unchanged();
    return ready;
}

void net_name(struct net_socket *s, struct net_addr *out)
{
    net_lock();
    s->ops->name(s, false, out);
    net_unlock();
}

int net_peer(struct net_socket *s, struct net_addr *out)
{
    int err = 0;

    net_lock();
    if (s->connected)
        s->ops->name(s, true, out);
    else
        err = -ENOTCONN;
    net_unlock();
    return err;
}

/*
 * datagram.c - the queue of received datagrams of UDP and raw sockets.
 */
#include "net/datagram.h"

#include <errno.h>

#include "kernel/base.h"
#include "lwip/pbuf.h"
#include "net/memory.h"

#define OVERHEAD 256 /* of RAM, with each datagram */

uint64_t net_datagrams_dropped;

static size_t cost_of(const struct net_datagram *d)
{
    return d->p->tot_len + OVERHEAD;
}

void net_datagram_put(struct net_socket *s, struct pbuf *p,
                      const ip_addr_t *from, uint16_t port)
{
    struct net_datagram *d = NULL;

    if (!s->receive_shut && s->queued < (size_t)s->rcvbuf)
        d = net_malloc(sizeof(*d));
    if (!d) {
        net_datagrams_dropped += !s->receive_shut;
        pbuf_free(p);
        return;
    }
    *d = (struct net_datagram){.p = p, .from = *from, .port = port};
    s->queued += cost_of(d);
    if (s->last)
        s->last->next = d;
    else
        s->first = d;
    s->last = d;
    net_signal(s);
}

static void pop(struct net_socket *s)
{
    struct net_datagram *d = s->first;

    s->first = d->next;
    if (!s->first)
        s->last = NULL;
    s->queued -= cost_of(d);
    pbuf_free(d->p);
    net_free(d);
}

void net_datagram_drop(struct net_socket *s)
{
    while (s->first)
        pop(s);
}

int net_datagram_make(const struct iovec *iov, int count, size_t max,
                      struct pbuf **out)
{
    size_t size = net_iov_size(iov, count);
    struct pbuf *p;

    if (size > max)
        return -EMSGSIZE;
    p = pbuf_alloc(PBUF_TRANSPORT, (u16_t)size, PBUF_RAM);
    if (!p)
        return -ENOBUFS;
    net_iov_copy(iov, count, 0, p->payload, size, false);
    *out = p;
    return 0;
}

/* The bytes of the first datagram, into the buffers. */
static size_t copy_out(const struct pbuf *p, const struct iovec *iov, int count,
                       size_t size)
{
    size_t at = 0;

    for (; p && at < size; p = p->next) {
        size_t n = MIN(size - at, p->len);
        net_iov_copy(iov, count, at, p->payload, n, true);
        at += n;
    }
    return at;
}

ssize_t net_datagram_receive(struct net_socket *s, const struct iovec *iov,
                             int count, unsigned flags, struct net_addr *from,
                             unsigned *more)
{
    uint64_t deadline = net_deadline(s, true);
    int err = 0;

    while (!s->first && !err) {
        if (s->error) {
            err = -s->error;
            s->error = 0;
        } else if (s->receive_shut) {
            return 0;
        } else {
            err = flags & NET_DONTWAIT ? -EAGAIN
                                       : net_block(s, deadline, "receive");
        }
    }
    if (err)
        return err;
    const struct pbuf *p = s->first->p;
    size_t length = p->tot_len;
    size_t n = copy_out(p, iov, count, net_iov_size(iov, count));
    if (from)
        net_addr_out(s, &s->first->from, s->first->port, from);
    if (n < length)
        *more |= NET_TRUNC;
    if (!(flags & NET_PEEK))
        pop(s);
    return (ssize_t)(flags & NET_TRUNC ? length : n);
}

int net_datagram_shutdown(struct net_socket *s, bool receive, bool send)
{
    if (!s->connected)
        return -ENOTCONN;
    s->receive_shut |= receive;
    s->send_shut |= send;
    return 0;
}

unsigned net_datagram_poll(struct net_socket *s)
{
    unsigned ready = NET_OUT;

    if (s->first || s->receive_shut || s->error)
        ready |= NET_IN;
    return s->error ? ready | NET_ERR : ready;
}

/*
 * datagram.c - the queue of received datagrams of UDP and raw sockets.
 */
#include "net/datagram.h"

#include <errno.h>

#include "kernel/base.h"
#include "kernel/trace.h"
#include "lwip/ip.h"
#include "lwip/netif.h"
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
        trace(TRACE_NET, "net: datagram dropped: bytes, queued", p->tot_len,
              s->queued);
        pbuf_free(p);
        return;
    }
    *d = (struct net_datagram){.p = p,
                               .from = *from,
                               .to = *ip_current_dest_addr(),
                               .port = port,
                               .index =
                                   netif_get_index(ip_current_input_netif())};
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

void net_datagram_end(struct net_socket *s)
{
    while (s->first)
        pop(s);
    net_free(s);
}

/* A pbuf with the buffers' bytes, headers' room in front. */
static int make(const struct iovec *iov, int count, size_t max,
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

ssize_t net_datagram_send(struct net_socket *s, const struct iovec *iov,
                          int count, const struct net_addr *to,
                          const struct net_way *way, size_t max, net_give *give)
{
    struct net_route route;
    struct pbuf *p;
    ip_addr_t ip;
    size_t size;
    err_t e;
    int err;

    if (s->send_shut)
        return -EPIPE;
    if ((err = s->error)) {
        s->error = 0;
        return -err;
    }
    if (!to && !s->connected)
        return -EDESTADDRREQ;
    ip = s->pcb->remote_ip;
    err = to ? net_addr_in(s, to, &ip) : 0;
    if (!err && way)
        err = net_way_find(s, way, &ip, &route);
    if (!err)
        err = make(iov, count, max, &p);
    if (err)
        return err;
    size = p->tot_len; /* headers come in front of it */
    e = give(s, p, to || way ? &ip : NULL, to ? to->port : s->peer.port,
             way ? &route : NULL);
    pbuf_free(p);
    if (e == ERR_VAL)
        return -EACCES; /* a broadcast without SO_BROADCAST */
    return e == ERR_OK ? (ssize_t)size : net_errno(e);
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
                             struct net_way *way, unsigned *more)
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
    if (way && s->info)
        net_way_of(s, s->first, way);
    *more |= (n < length ? NET_TRUNC : 0) | s->info;
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

void net_datagram_name(struct net_socket *s, bool peer, uint16_t port,
                       struct net_addr *out)
{
    if (peer)
        *out = s->peer;
    else
        net_addr_out(s, &s->pcb->local_ip, port, out);
}

static int set_info(struct net_socket *s, uint8_t which, int on)
{
    if (which == NET_INFO6 && s->family != 6)
        return -ENOPROTOOPT;
    s->info = (uint8_t)(on ? s->info | which : s->info & ~which);
    return 0;
}

int net_datagram_set(struct net_socket *s, enum net_option o, int value)
{
    if (o == NET_OPT_INFO4 || o == NET_OPT_INFO6)
        return set_info(s, o == NET_OPT_INFO4 ? NET_INFO4 : NET_INFO6, value);
    if (o != NET_OPT_TTL && o != NET_OPT_TOS)
        return net_common_set(s, &s->pcb->so_options, o, value);
    if (value < 0 || value > 255)
        return -EINVAL;
    if (o == NET_OPT_TTL)
        s->pcb->ttl = (u8_t)value;
    else
        s->pcb->tos = (u8_t)value;
    return 0;
}

int net_datagram_get(struct net_socket *s, enum net_option o, int *value)
{
    switch (o) {
    case NET_OPT_TTL:
        *value = s->pcb->ttl;
        return 0;
    case NET_OPT_TOS:
        *value = s->pcb->tos;
        return 0;
    case NET_OPT_INFO4:
        *value = (s->info & NET_INFO4) != 0;
        return 0;
    case NET_OPT_INFO6:
        *value = (s->info & NET_INFO6) != 0;
        return s->family == 6 ? 0 : -ENOPROTOOPT;
    case NET_OPT_AVAILABLE:
        *value = s->first ? s->first->p->tot_len : 0;
        return 0;
    default:
        return net_common_get(s, s->pcb->so_options, o, value);
    }
}

/*
 * raw.c - raw IP sockets: ping and the like.
 *
 * As Linux has them: over IPv4 a received packet starts with its IP header,
 * over IPv6 without; what is sent has none. An ICMPv6 check sum is filled in.
 */
#include <errno.h>
#include <stddef.h>

#include "lwip/ip.h"
#include "lwip/pbuf.h"
#include "lwip/prot/ip6.h"
#include "lwip/raw.h"
#include "net/datagram.h"
#include "net/memory.h"

#define PAYLOAD_MAX       65515 /* of 65535 less IPv4's header */
#define ICMP6_CHECKSUM_AT 2

/* Everybody gets it, lwIP too: so a copy. */
static u8_t received(void *arg, struct raw_pcb *pcb, struct pbuf *p,
                     const ip_addr_t *from)
{
    struct pbuf *copy = pbuf_clone(PBUF_RAW, PBUF_RAM, p);

    (void)pcb;
    if (copy && IP_IS_V6_VAL(*from))
        pbuf_remove_header(copy, IP6_HLEN);
    if (copy)
        net_datagram_put(arg, copy, from, 0);
    return 0;
}

static int open_raw(struct net_socket *s)
{
    s->raw = raw_new_ip_type(s->family == 6 ? IPADDR_TYPE_V6 : IPADDR_TYPE_V4,
                             s->protocol);
    if (!s->raw)
        return -ENOBUFS;
    if (s->family == 6 && s->protocol == IP6_NEXTH_ICMP6) {
        s->raw->chksum_reqd = 1;
        s->raw->chksum_offset = ICMP6_CHECKSUM_AT;
    }
    raw_recv(s->raw, received, s);
    return 0;
}

static void close_raw(struct net_socket *s)
{
    net_groups_leave(s);
    raw_remove(s->raw);
    net_datagram_drop(s);
    net_free(s);
}

static int bind_raw(struct net_socket *s, const ip_addr_t *ip, uint16_t port)
{
    (void)port;
    return net_errno(raw_bind(s->raw, ip));
}

static int connect_raw(struct net_socket *s, const ip_addr_t *ip, uint16_t port,
                       unsigned flags)
{
    (void)flags;
    if (!ip) {
        raw_disconnect(s->raw);
        s->connected = false;
        return 0;
    }
    s->connected = true;
    net_addr_out(s, ip, port, &s->peer);
    return net_errno(raw_connect(s->raw, ip));
}

static ssize_t send_raw(struct net_socket *s, const struct iovec *iov,
                        int count, unsigned flags, const struct net_addr *to)
{
    struct pbuf *p;
    ip_addr_t ip;
    int err;

    (void)flags;
    if (!to && !s->connected)
        return -EDESTADDRREQ;
    err = to ? net_addr_in(s, to, &ip) : 0;
    if (!err)
        err = net_datagram_make(iov, count, PAYLOAD_MAX, &p);
    if (err)
        return err;
    size_t size = p->tot_len;
    err_t e = to ? raw_sendto(s->raw, p, &ip) : raw_send(s->raw, p);
    pbuf_free(p);
    return e == ERR_OK ? (ssize_t)size : net_errno(e);
}

static void name_raw(struct net_socket *s, bool peer, struct net_addr *out)
{
    if (peer)
        *out = s->peer;
    else
        net_addr_out(s, &s->raw->local_ip, 0, out);
}

static int set_raw(struct net_socket *s, enum net_option o, int value)
{
    if (o != NET_OPT_TTL && o != NET_OPT_TOS)
        return net_common_set(s, &s->raw->so_options, o, value);
    if (value < 0 || value > 255)
        return -EINVAL;
    if (o == NET_OPT_TTL)
        s->raw->ttl = (u8_t)value;
    else
        s->raw->tos = (u8_t)value;
    return 0;
}

static int get_raw(struct net_socket *s, enum net_option o, int *value)
{
    switch (o) {
    case NET_OPT_TTL:
        *value = s->raw->ttl;
        return 0;
    case NET_OPT_TOS:
        *value = s->raw->tos;
        return 0;
    case NET_OPT_AVAILABLE:
        *value = s->first ? s->first->p->tot_len : 0;
        return 0;
    default:
        return net_common_get(s, s->raw->so_options, o, value);
    }
}

const struct net_socket_ops net_raw_ops = {
    .open = open_raw,
    .close = close_raw,
    .bind = bind_raw,
    .connect = connect_raw,
    .send = send_raw,
    .receive = net_datagram_receive,
    .shutdown = net_datagram_shutdown,
    .poll = net_datagram_poll,
    .name = name_raw,
    .set = set_raw,
    .get = get_raw,
};

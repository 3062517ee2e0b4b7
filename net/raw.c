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
    net_datagram_end(s);
}

static int bind_raw(struct net_socket *s, const ip_addr_t *ip, uint16_t port)
{
    (void)port;
    return net_errno(raw_bind(s->raw, ip));
}

static int connect_raw(struct net_socket *s, const ip_addr_t *ip, uint16_t port,
                       unsigned flags)
{
    err_t err;

    (void)flags;
    if (!ip) {
        raw_disconnect(s->raw);
        s->connected = false;
        return 0;
    }
    err = raw_connect(s->raw, ip);
    if (err != ERR_OK)
        return net_errno(err);
    s->connected = true;
    net_addr_out(s, ip, port, &s->peer);
    return 0;
}

static err_t give(struct net_socket *s, struct pbuf *p, const ip_addr_t *ip,
                  uint16_t port, const struct net_route *r)
{
    const ip_addr_t *from;

    (void)port;
    if (r) {
        from = ip_addr_isany(&r->from) ? ip_netif_get_local_ip(r->netif, ip)
                                       : &r->from;
        return from ? raw_sendto_if_src(s->raw, p, ip, r->netif, from)
                    : ERR_RTE;
    }
    return ip ? raw_sendto(s->raw, p, ip) : raw_send(s->raw, p);
}

static ssize_t send_raw(struct net_socket *s, const struct iovec *iov,
                        int count, unsigned flags, const struct net_addr *to,
                        const struct net_way *way)
{
    (void)flags;
    return net_datagram_send(s, iov, count, to, way, PAYLOAD_MAX, give);
}

static void name_raw(struct net_socket *s, bool peer, struct net_addr *out)
{
    net_datagram_name(s, peer, 0, out);
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
    .set = net_datagram_set,
    .get = net_datagram_get,
};

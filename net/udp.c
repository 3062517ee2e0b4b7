/*
 * udp.c - datagram sockets on lwIP's UDP.
 */
#include <errno.h>
#include <stddef.h>

#include "lwip/netif.h"
#include "lwip/pbuf.h"
#include "lwip/udp.h"
#include "net/datagram.h"
#include "net/memory.h"

#define PAYLOAD_MAX 65507 /* of 65535 less IPv4's and UDP's headers */

static void received(void *arg, struct udp_pcb *pcb, struct pbuf *p,
                     const ip_addr_t *from, u16_t port)
{
    (void)pcb;
    net_datagram_put(arg, p, from, port);
}

struct net_socket *net_udp_socket(const struct udp_pcb *pcb)
{
    return pcb->recv == received ? pcb->recv_arg : NULL;
}

static int open_udp(struct net_socket *s)
{
    s->udp = udp_new_ip_type(s->family == 6 ? IPADDR_TYPE_ANY : IPADDR_TYPE_V4);
    if (!s->udp)
        return -ENOBUFS;
    udp_recv(s->udp, received, s);
    return 0;
}

static void close_udp(struct net_socket *s)
{
    net_groups_leave(s);
    udp_remove(s->udp);
    net_datagram_end(s);
}

static int bind_udp(struct net_socket *s, const ip_addr_t *ip, uint16_t port)
{
    return net_errno(udp_bind(s->udp, ip, port));
}

static int connect_udp(struct net_socket *s, const ip_addr_t *ip, uint16_t port,
                       unsigned flags)
{
    err_t err;

    (void)flags;
    if (!ip) {
        udp_disconnect(s->udp);
        s->connected = false;
        return 0;
    }
    err = udp_connect(s->udp, ip, port);
    if (err != ERR_OK)
        return net_errno(err);
    s->connected = s->bound = true;
    net_addr_out(s, ip, port, &s->peer);
    net_udp_errors();
    return 0;
}

static err_t give(struct net_socket *s, struct pbuf *p, const ip_addr_t *ip,
                  uint16_t port, const struct net_route *r)
{
    s->bound = true;
    if (r)
        return ip_addr_isany(&r->from)
                   ? udp_sendto_if(s->udp, p, ip, port, r->netif)
                   : udp_sendto_if_src(s->udp, p, ip, port, r->netif, &r->from);
    return ip ? udp_sendto(s->udp, p, ip, port) : udp_send(s->udp, p);
}

static ssize_t send_udp(struct net_socket *s, const struct iovec *iov,
                        int count, unsigned flags, const struct net_addr *to,
                        const struct net_way *way)
{
    (void)flags;
    return net_datagram_send(s, iov, count, to, way, PAYLOAD_MAX, give);
}

static void name_udp(struct net_socket *s, bool peer, struct net_addr *out)
{
    net_datagram_name(s, peer, s->udp->local_port, out);
}

static int set_udp(struct net_socket *s, enum net_option o, int value)
{
    switch (o) {
    case NET_OPT_MULTICAST_TTL:
        if (value < 0 || value > 255)
            return -EINVAL;
        udp_set_multicast_ttl(s->udp, (u8_t)value);
        return 0;
    case NET_OPT_MULTICAST_LOOP:
        if (value)
            udp_setflags(s->udp, udp_flags(s->udp) | UDP_FLAGS_MULTICAST_LOOP);
        else
            udp_setflags(s->udp, udp_flags(s->udp) & ~UDP_FLAGS_MULTICAST_LOOP);
        return 0;
    case NET_OPT_MULTICAST_IF:
        if (value &&
            (value < 0 || value > 255 || !netif_get_by_index((u8_t)value)))
            return -ENODEV;
        udp_set_multicast_netif_index(s->udp, (u8_t)value);
        return 0;
    default:
        return net_datagram_set(s, o, value);
    }
}

static int get_udp(struct net_socket *s, enum net_option o, int *value)
{
    switch (o) {
    case NET_OPT_MULTICAST_TTL:
        *value = udp_get_multicast_ttl(s->udp);
        return 0;
    case NET_OPT_MULTICAST_LOOP:
        *value = (udp_flags(s->udp) & UDP_FLAGS_MULTICAST_LOOP) != 0;
        return 0;
    case NET_OPT_MULTICAST_IF:
        *value = udp_get_multicast_netif_index(s->udp);
        return 0;
    default:
        return net_datagram_get(s, o, value);
    }
}

const struct net_socket_ops net_udp_ops = {
    .open = open_udp,
    .close = close_udp,
    .bind = bind_udp,
    .connect = connect_udp,
    .send = send_udp,
    .receive = net_datagram_receive,
    .shutdown = net_datagram_shutdown,
    .poll = net_datagram_poll,
    .name = name_udp,
    .set = set_udp,
    .get = get_udp,
};

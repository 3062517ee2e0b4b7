/*
 * way.c - which way datagrams come and go: IP_PKTINFO, IPV6_PKTINFO.
 */
#include <errno.h>
#include <stddef.h>

#include "lwip/ip.h"
#include "lwip/netif.h"
#include "net/datagram.h"

static bool is_own(const ip_addr_t *ip)
{
    struct netif *netif;

    NETIF_FOREACH(netif)
    if (IP_IS_V6(ip) ? netif_get_ip6_addr_match(netif, ip_2_ip6(ip)) >= 0
                     : ip4_addr_cmp(netif_ip4_addr(netif), ip_2_ip4(ip)))
        return true;
    return false;
}

int net_way_find(const struct net_socket *s, const struct net_way *way,
                 const ip_addr_t *to, struct net_route *out)
{
    const ip_addr_t *from = &s->pcb->local_ip;
    int err = 0;

    *out = (struct net_route){0};
    if (way->own.family)
        err = net_addr_in(s, &way->own, &out->from);
    if (err)
        return err;
    if (!ip_addr_isany(&out->from)) {
        if (IP_IS_V6_VAL(out->from) != IP_IS_V6(to))
            return -EINVAL;
        from = &out->from;
    }
    if (way->index > UINT8_MAX)
        return -ENODEV;
    out->netif =
        way->index ? netif_get_by_index((u8_t)way->index) : ip_route(from, to);
    if (!out->netif)
        return way->index ? -ENODEV : -ENETUNREACH;
    if (from == &out->from && IP_IS_V6(from) &&
        ip6_addr_lacks_zone(ip_2_ip6(from), IP6_UNICAST))
        ip6_addr_assign_zone(ip_2_ip6(&out->from), IP6_UNICAST, out->netif);
    return from == &out->from && !is_own(from) ? -EINVAL : 0;
}

/* A group or broadcast is answered from the interface's address. */
void net_way_of(const struct net_socket *s, const struct net_datagram *d,
                struct net_way *out)
{
    struct netif *netif = netif_get_by_index(d->index);

    out->index = d->index;
    net_addr_out(s, &d->to, 0, &out->at);
    if (netif && IP_IS_V4_VAL(d->to) &&
        (ip_addr_ismulticast(&d->to) || ip_addr_isbroadcast(&d->to, netif)))
        net_addr_out(s, netif_ip_addr4(netif), 0, &out->own);
    else
        out->own = out->at;
}

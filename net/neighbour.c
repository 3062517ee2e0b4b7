/*
 * neighbour.c - whom a flood has us ask for an address.
 *
 * lwIP has a place for each neighbour that a packet goes to, and rather forgets
 * one that it knows than one that it has just asked for. So packets from many
 * addresses of our own network, that nobody has, would keep out all others. The
 * answers that anybody can have us give - to a SYN, to an echo request, a RST -
 * ask for a few addresses a second. Beyond these, such an answer goes to where
 * the frame came from; one that is sent again later is lost.
 */
#include "net/neighbour.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lwip/etharp.h"
#include "lwip/ethip6.h"
#include "lwip/ip.h"
#include "lwip/pbuf.h"
#include "lwip/priv/nd6_priv.h"
#include "lwip/prot/icmp6.h"
#include "lwip/prot/ip4.h"
#include "lwip/prot/ip6.h"
#include "lwip/prot/tcp.h"
#include "lwip/stats.h"
#include "lwip/sys.h"
#include "netif/ethernet.h"

/* Those asked for wait 5 s: they have a third of the table at most. IPv6's is
 * smaller. */
#define ASKED_MAX 16
#define COST_6    (ARP_TABLE_SIZE / LWIP_ND6_NUM_NEIGHBORS)
#define PERIOD_MS 1000

static bool reading;
static struct eth_addr from; /* whose frame it is */
static uint32_t asked, since_ms;

void neighbour_from(const struct eth_hdr *header)
{
    reading = header && !(header->src.addr[0] & 1); /* one card, no group */
    if (reading)
        from = header->src;
}

/* Whether @p, with @protocol at @head, is what anybody gets who asks. */
static bool to_anybody(const struct pbuf *p, u8_t protocol, size_t head)
{
    const void *payload = (const char *)p->payload + head;
    const struct tcp_hdr *tcp = payload;
    u8_t flags;

    switch (protocol) {
    case IP_PROTO_ICMP:
        return reading;
    case IP6_NEXTH_ICMP6: /* not what is said of neighbours */
        return reading && p->len > head &&
               *(const u8_t *)payload <= ICMP6_TYPE_EREP;
    case IP_PROTO_TCP:
        if (p->len < head + sizeof(*tcp))
            return false;
        flags = TCPH_FLAGS(tcp);
        return flags & TCP_RST || (flags & TCP_SYN && flags & TCP_ACK);
    default:
        return false;
    }
}

static bool may_ask(void)
{
    uint32_t now = sys_now();

    if (now - since_ms >= PERIOD_MS) {
        since_ms = now;
        asked = 0;
    }
    return asked < ASKED_MAX;
}

/* To the card that asked, or nowhere. */
static err_t send_back(struct netif *netif, struct pbuf *p, bool answer,
                       u16_t type)
{
    if (!reading || !answer)
        return ERR_OK;
    return ethernet_output(netif, p, (struct eth_addr *)netif->hwaddr, &from,
                           type);
}

/* --- IPv4 --- */

static bool must_ask(struct netif *netif, const ip4_addr_t *to)
{
    const ip4_addr_t *ip;
    struct eth_addr *mac;

    return ip4_addr_netcmp(to, netif_ip4_addr(netif),
                           netif_ip4_netmask(netif)) &&
           !ip4_addr_isbroadcast(to, netif) &&
           etharp_find_addr(netif, to, &mac, &ip) < 0;
}

err_t neighbour_output(struct netif *netif, struct pbuf *p,
                       const ip4_addr_t *to)
{
    const struct ip_hdr *ip = p->payload;
    uint32_t before = lwip_stats.etharp.xmit;
    err_t err;

    if (!to_anybody(p, IPH_PROTO(ip), IPH_HL_BYTES(ip)))
        return etharp_output(netif, p, to);
    if (!may_ask() && must_ask(netif, to))
        return send_back(netif, p, ip4_addr_cmp(to, ip4_current_src_addr()),
                         ETHTYPE_IP);
    err = etharp_output(netif, p, to);
    asked += lwip_stats.etharp.xmit - before;
    return err;
}

/* --- IPv6 --- */

static bool on_link(const struct netif *netif, const ip6_addr_t *to)
{
    for (unsigned i = 0; i < LWIP_ND6_NUM_PREFIXES; i++) {
        if (prefix_list[i].netif == netif &&
            prefix_list[i].invalidation_timer > 0 &&
            ip6_addr_netcmp(to, &prefix_list[i].prefix))
            return true;
    }
    return ip6_addr_islinklocal(to);
}

static bool must_ask6(const struct netif *netif, const ip6_addr_t *to)
{
    for (unsigned i = 0; i < LWIP_ND6_NUM_NEIGHBORS; i++) {
        if (neighbor_cache[i].netif == netif &&
            neighbor_cache[i].state > ND6_INCOMPLETE &&
            ip6_addr_cmp(to, &neighbor_cache[i].next_hop_address))
            return false;
    }
    return on_link(netif, to);
}

err_t neighbour_output6(struct netif *netif, struct pbuf *p,
                        const ip6_addr_t *to)
{
    const struct ip6_hdr *ip = p->payload;

    if (to_anybody(p, IP6H_NEXTH(ip), IP6_HLEN) && must_ask6(netif, to)) {
        if (!may_ask())
            return send_back(netif, p, ip6_addr_cmp(to, ip6_current_src_addr()),
                             ETHTYPE_IPV6);
        asked += COST_6;
    }
    return ethip6_output(netif, p, to);
}

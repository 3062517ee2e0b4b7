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
#include <stdint.h>

#include "lwip/etharp.h"
#include "lwip/ip.h"
#include "lwip/pbuf.h"
#include "lwip/prot/ip4.h"
#include "lwip/prot/tcp.h"
#include "lwip/stats.h"
#include "lwip/sys.h"
#include "netif/ethernet.h"

/* Those asked for wait 5 s: they have a third of the table at most. */
#define ASKED_MAX 16
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

/* Whether @p is what anybody gets who asks. */
static bool to_anybody(const struct pbuf *p)
{
    const struct ip_hdr *ip = p->payload;
    size_t head = IPH_HL_BYTES(ip);
    const struct tcp_hdr *tcp = (const void *)((char *)p->payload + head);
    u8_t flags;

    if (IPH_PROTO(ip) == IP_PROTO_ICMP)
        return reading;
    if (IPH_PROTO(ip) != IP_PROTO_TCP || p->len < head + sizeof(*tcp))
        return false;
    flags = TCPH_FLAGS(tcp);
    return flags & TCP_RST || (flags & TCP_SYN && flags & TCP_ACK);
}

static bool must_ask(struct netif *netif, const ip4_addr_t *to)
{
    const ip4_addr_t *ip;
    struct eth_addr *mac;

    return ip4_addr_netcmp(to, netif_ip4_addr(netif),
                           netif_ip4_netmask(netif)) &&
           !ip4_addr_isbroadcast(to, netif) &&
           etharp_find_addr(netif, to, &mac, &ip) < 0;
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

err_t neighbour_output(struct netif *netif, struct pbuf *p,
                       const ip4_addr_t *to)
{
    uint32_t before = lwip_stats.etharp.xmit;
    err_t err;

    if (!to_anybody(p))
        return etharp_output(netif, p, to);
    if (!may_ask() && must_ask(netif, to)) {
        if (reading && ip4_addr_cmp(to, ip4_current_src_addr()))
            return ethernet_output(netif, p, (struct eth_addr *)netif->hwaddr,
                                   &from, ETHTYPE_IP);
        return ERR_OK;
    }
    err = etharp_output(netif, p, to);
    asked += lwip_stats.etharp.xmit - before;
    return err;
}

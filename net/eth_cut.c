/*
 * eth_cut.c - TCP segments longer than the MTU, for cards that cut them.
 *
 * net/tcp_output.c lets lwIP make them. IP would fragment them: what it calls
 * for that is here (hooks.h), and hands segments on to the card if it cuts.
 * Should one come to a card that does not - the route has changed - it gets
 * fragments, with the check sum that the card would have filled in; of a copy,
 * since lwIP uses up what it fragments, and TCP may have to send it again.
 *
 * A segment that has waited for the peer's link address comes to the card when
 * nobody knows its peer's MSS any more: it is too long, is dropped, counted as
 * an error of the link, and sent again by TCP.
 */
#include "net/eth_cut.h"

#include <stddef.h>

#include "kernel/base.h"
#include "kernel/netdev.h"
#include "lwip/inet_chksum.h"
#include "lwip/ip4_frag.h"
#include "lwip/ip6_frag.h"
#include "lwip/nd6.h"
#include "lwip/netif.h"
#include "lwip/prot/tcp.h"
#include "net/eth.h"

/* It gives two functions of lwIP's these names; here they keep their own. */
#include "lwip/hooks.h"
#undef ip4_frag
#undef ip6_frag

static uint16_t size;

void eth_cut_to(uint16_t new_size)
{
    size = new_size;
}

void eth_cut(struct net_tx *tx, const void *tcp, unsigned bytes, unsigned flag)
{
    unsigned header = TCPH_HDRLEN_BYTES((const struct tcp_hdr *)tcp);

    if (size == 0 || flag == 0 || bytes <= header + size)
        return;
    tx->flags |= (uint16_t)flag;
    tx->gso_size = size;
    tx->header_len = (uint16_t)(tx->csum_start + header);
}

/* A copy of the segment behind @header bytes of IP, with its sum; or NULL. */
static struct pbuf *whole(const struct netif *netif, struct pbuf *p,
                          size_t header, const ip_addr_t *from,
                          const ip_addr_t *to)
{
    struct pbuf *copy = pbuf_clone(PBUF_LINK, PBUF_RAM, p);
    struct tcp_hdr *tcp;

    if (!copy || netif->chksum_flags & NETIF_CHECKSUM_GEN_TCP)
        return copy;
    pbuf_remove_header(copy, header);
    tcp = copy->payload;
    tcp->chksum = 0;
    tcp->chksum = ip_chksum_pseudo(copy, IP_PROTO_TCP, copy->tot_len, from, to);
    pbuf_add_header(copy, header);
    return copy;
}

/* The card numbers the pieces from the frame's identification on: the next
 * frame's are behind them, and far from what lwIP gives the other packets.
 * [RFC 791 3.2 "Identification"] */
static void number(struct ip_hdr *h)
{
    static uint16_t next = 0x8000;

    IPH_ID_SET(h, lwip_htons(next));
    next = (uint16_t)(next + lwip_ntohs(IPH_LEN(h)) / size + 1);
    IPH_CHKSUM_SET(h, 0);
    IPH_CHKSUM_SET(h, inet_chksum(h, IP_HLEN));
}

err_t net_ip4_frag(struct pbuf *p, struct netif *netif, const ip4_addr_t *to)
{
    struct ip_hdr *h = p->payload;
    ip_addr_t from_ip, to_ip;
    struct pbuf *copy;
    err_t err;

    if (size == 0)
        return ip4_frag(p, netif, to);
    if (eth_cuts(netif, false)) {
        number(h);
        return netif->output(netif, p, to);
    }
    ip_addr_copy_from_ip4(from_ip, h->src);
    ip_addr_copy_from_ip4(to_ip, *to);
    copy = whole(netif, p, IP_HLEN, &from_ip, &to_ip);
    if (!copy)
        return ERR_MEM;
    err = ip4_frag(copy, netif, to);
    pbuf_free(copy);
    return err;
}

err_t net_ip6_frag(struct pbuf *p, struct netif *netif, const ip6_addr_t *to)
{
    const struct ip6_hdr *h = p->payload;
    ip_addr_t from_ip, to_ip;
    struct pbuf *copy;
    err_t err;

    if (size == 0)
        return ip6_frag(p, netif, to);
    if (eth_cuts(netif, true)) {
        /* a router may have told of a narrower way meanwhile */
        size = (uint16_t)MIN(size, nd6_get_destination_mtu(to, netif) -
                                       IP6_HLEN - TCP_HLEN);
        return netif->output_ip6(netif, p, to);
    }
    ip_addr_copy_from_ip6_packed(from_ip, h->src);
    ip_addr_copy_from_ip6(to_ip, *to);
    copy = whole(netif, p, IP6_HLEN, &from_ip, &to_ip);
    if (!copy)
        return ERR_MEM;
    err = ip6_frag(copy, netif, to);
    pbuf_free(copy);
    return err;
}

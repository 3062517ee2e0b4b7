/*
 * too_big.c - ICMPv6's "packet too big", before lwIP believes it.
 *
 * lwIP takes any number for the MTU of a way. Below that of IPv6 itself it
 * would make segments of no bytes, or fragments of none, for ever; anybody can
 * send one. Such a message is dropped. [RFC 8201 4]
 */
#include "lwip/def.h"
#include "lwip/icmp6.h"
#include "lwip/ip6.h"
#include "lwip/netif.h"
#include "lwip/pbuf.h"
#include "lwip/prot/icmp6.h"
#include "lwip/stats.h"

/* It gives a function of lwIP's this name; here it keeps its own. */
#include "lwip/hooks.h"
#undef icmp6_input

void net_icmp6_input(struct pbuf *p, struct netif *netif)
{
    const struct icmp6_hdr *h = p->payload;

    if (p->len >= sizeof(*h) && h->type == ICMP6_TYPE_PTB &&
        lwip_ntohl(h->data) < IP6_MIN_MTU_LENGTH) {
        ICMP6_STATS_INC(icmp6.proterr);
        ICMP6_STATS_INC(icmp6.drop);
        pbuf_free(p);
        return;
    }
    icmp6_input(p, netif);
}

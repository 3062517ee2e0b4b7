/*
 * eth_csum.c - check sums that the card fills in.
 *
 * lwIP's flags cannot say "the card does it" for fragments apart: those go
 * out with the sum that lwIP made of the whole datagram, so they are left
 * alone here, and lwIP sums UDP itself. [VIRTIO 5.1.6.2]
 */
#include "net/eth_csum.h"

#include <stdbool.h>
#include <string.h>

#include "kernel/netdev.h"
#include "lwip/def.h"
#include "lwip/netif.h"
#include "lwip/pbuf.h"
#include "lwip/prot/ethernet.h"
#include "lwip/prot/ip.h"
#include "lwip/prot/ip4.h"
#include "lwip/prot/ip6.h"
#include "lwip/prot/tcp.h"
#include "net/eth_cut.h"

#define TCP_CHECKSUM_AT offsetof(struct tcp_hdr, chksum)

uint16_t eth_checks(unsigned features, unsigned checked)
{
    unsigned all = NETIF_CHECKSUM_ENABLE_ALL;

    if (features & NETDEV_TX_CSUM)
        all &= ~(unsigned)NETIF_CHECKSUM_GEN_TCP;
    if (checked)
        all &= ~(unsigned)(NETIF_CHECKSUM_CHECK_TCP | NETIF_CHECKSUM_CHECK_UDP);
    return (uint16_t)all;
}

static void fill(struct net_tx *tx, uint8_t *frame, size_t tcp, size_t pseudo,
                 size_t pseudo_len, uint16_t tcp_len, unsigned cut)
{
    uint32_t sum = net_checksum(frame + pseudo, (int)pseudo_len);
    uint16_t folded;

    sum += lwip_htons(IP_PROTO_TCP) + (uint32_t)lwip_htons(tcp_len);
    sum = (sum & UINT16_MAX) + (sum >> 16);
    folded = (uint16_t)(sum + (sum >> 16));
    memcpy(frame + tcp + TCP_CHECKSUM_AT, &folded, sizeof(folded));
    tx->flags = NET_CSUM;
    tx->csum_start = (uint16_t)tcp;
    tx->csum_offset = TCP_CHECKSUM_AT;
    eth_cut(tx, frame + tcp, tcp_len, cut);
}

void eth_offload(struct net_tx *tx, struct pbuf *p, unsigned features)
{
    unsigned tso4 = features & NETDEV_TX_TSO4 ? NET_TSO4 : 0;
    unsigned tso6 = features & NETDEV_TX_TSO6 ? NET_TSO6 : 0;
    uint8_t *frame = p->payload;
    const uint8_t *ip = frame + SIZEOF_ETH_HDR;
    const struct eth_hdr *eth = p->payload;

    if (p->len < SIZEOF_ETH_HDR + IP_HLEN + TCP_HLEN)
        return;
    if (eth->type == PP_HTONS(ETHTYPE_IP)) {
        const struct ip_hdr *h = (const struct ip_hdr *)ip;
        size_t len = IPH_HL_BYTES(h);
        bool part = IPH_OFFSET(h) & PP_HTONS(IP_MF | IP_OFFMASK);
        if (!part && IPH_PROTO(h) == IP_PROTO_TCP &&
            p->len >= 14 + len + TCP_HLEN)
            fill(tx, frame, 14 + len, 14 + 12, 8,
                 (uint16_t)(lwip_ntohs(IPH_LEN(h)) - len), tso4);
    } else if (eth->type == PP_HTONS(ETHTYPE_IPV6)) {
        const struct ip6_hdr *h = (const struct ip6_hdr *)ip;
        if (IP6H_NEXTH(h) == IP6_NEXTH_TCP && p->len >= 14 + 40 + TCP_HLEN)
            fill(tx, frame, 14 + 40, 14 + 8, 32, IP6H_PLEN(h), tso6);
    }
}

/*
 * hooks.h - what lwIP calls in the middle of its work.
 *
 * Those of its files include it that call a function named here, but not that
 * which has it: so the name may stand for another function in the former.
 */
#pragma once

#include <stdbool.h>

#include "lwip/err.h"
#include "lwip/ip_addr.h"

struct netif;
struct pbuf;
struct tcp_hdr;
struct tcp_pcb;

/* net_tcp_isn - the first sequence number of a connection [RFC 6528 3]. */
uint32_t net_tcp_isn(const ip_addr_t *local_ip, uint16_t local_port,
                     const ip_addr_t *remote_ip, uint16_t remote_port);

/* net_flow_hash - a number that only we can tell, of a connection and @salt:
 * 0 is net_tcp_isn()'s. */
uint64_t net_flow_hash(const ip_addr_t *local_ip, uint16_t local_port,
                       const ip_addr_t *remote_ip, uint16_t remote_port,
                       uint64_t salt);

/*
 * net_listener_input - look at a segment before the listening @pcb does
 * (net/syn_cookie.c).
 *
 * @hdr    its head, numbers in the host's order
 * @whole  its options lie behind it
 * @p      what follows
 *
 * Returns ERR_OK if lwIP is to go on with it; else it is done with. The caller
 * frees @p.
 */
err_t net_listener_input(struct tcp_pcb *pcb, struct tcp_hdr *hdr, bool whole,
                         struct pbuf *p);

/*
 * net_ip4_frag, net_ip6_frag - what IP calls in place of lwIP's functions for
 * a packet longer than the MTU; arguments and result are theirs.
 */
err_t net_ip4_frag(struct pbuf *p, struct netif *netif, const ip4_addr_t *to);
err_t net_ip6_frag(struct pbuf *p, struct netif *netif, const ip6_addr_t *to);

/* net_icmp6_input - icmp6_input(), if the message may be believed. */
void net_icmp6_input(struct pbuf *p, struct netif *netif);

#define icmp6_input(p, netif)  net_icmp6_input(p, netif)
#define ip4_frag(p, netif, to) net_ip4_frag(p, netif, to)
#define ip6_frag(p, netif, to) net_ip6_frag(p, netif, to)

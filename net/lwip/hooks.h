/*
 * hooks.h - what lwIP calls in the middle of its work.
 *
 * Those of its files include it that call a function named here, but not that
 * which has it: so the name may stand for another function in the former.
 */
#pragma once

#include "lwip/ip_addr.h"

struct netif;
struct pbuf;

/* net_tcp_isn - the first sequence number of a connection [RFC 6528 3]. */
uint32_t net_tcp_isn(const ip_addr_t *local_ip, uint16_t local_port,
                     const ip_addr_t *remote_ip, uint16_t remote_port);

/* net_icmp6_input - icmp6_input(), if the message may be believed. */
void net_icmp6_input(struct pbuf *p, struct netif *netif);

#define icmp6_input(p, netif) net_icmp6_input(p, netif)

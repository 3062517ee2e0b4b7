/*
 * neighbour.h - packets to neighbours, in a flood, too.
 *
 * All calls with the lock held (net.h).
 */
#pragma once

#include "lwip/err.h"
#include "lwip/ip4_addr.h"
#include "lwip/ip6_addr.h"

struct eth_hdr;
struct netif;
struct pbuf;

/* neighbour_from - frames that are sent from now on answer that one; NULL:
 * none. The header is copied. */
void neighbour_from(const struct eth_hdr *header);

/*
 * neighbour_output, neighbour_output6 - send @p, from its IP header on, to @to
 * or its gateway.
 *
 * As etharp_output() and ethip6_output(), for netif->output. What answers
 * somebody unknown may go back where his frame came from, or be lost.
 */
err_t neighbour_output(struct netif *netif, struct pbuf *p,
                       const ip4_addr_t *to);
err_t neighbour_output6(struct netif *netif, struct pbuf *p,
                        const ip6_addr_t *to);

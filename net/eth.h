/*
 * eth.h - lwIP's view of the network cards.
 *
 * All calls with the lock held (net.h).
 */
#pragma once

#include <stdbool.h>

struct netif;

/* eth_start - find the cards and start them. */
void eth_start(void);

/* eth_first - the first card's interface, or NULL. */
struct netif *eth_first(void);

/* eth_named - the interface of the card "eth0", ..., or NULL. */
struct netif *eth_named(const char *name);

/* eth_name - the name of an interface's card; "lo" for the loopback. */
const char *eth_name(const struct netif *netif);

/* eth_cuts - whether a card cuts TCP segments over IPv4, or IPv6 (@v6). */
bool eth_cuts(const struct netif *netif, bool v6);

/* eth_poll - take in frames that came, reap those that were sent. Returns
 * whether any came. */
bool eth_poll(void);

/* eth_flush - give queued frames to the cards. */
void eth_flush(void);

/* eth_arm - have net_event() called for what comes; false: it is here. */
bool eth_arm(void);

/*
 * netfront.h - PV network cards, behind kernel/netdev.h.
 */
#pragma once

#include "drivers/xen/front_ring.h"
#include "drivers/xen/netif_abi.h"
#include "drivers/xen/xenbus.h"
#include "kernel/netdev.h"

/* netfront_probe - add every card there is. Thread context. */
void netfront_probe(void);

/* What follows is between netfront.c and netfront_io.c. */

#define NETFRONT_RX      256u  /* buffers of a page each */
#define NETFRONT_TX      128u  /* frames being sent */
#define NETFRONT_TX_SIZE 2048u /* of each, two to a page */
#define NETFRONT_NONE    UINT16_MAX

/*
 * struct netfront - a card. Nothing is locked: netdev.h says who calls; but
 * the event's handler takes `armed`, and sets `lost`.
 *
 * @buffer   @rx_buffers of them, and @tx_slots; fewer in little memory
 * @posted   the backend has the buffer
 * @kick_rx  buffers put since it was last told
 * @lost     the backend has gone
 * @skipping the frame that comes is longer than a buffer
 */
struct netfront {
    struct netdev net;
    struct xenbus_device bus;
    struct front_ring tx, rx;
    uint32_t tx_ring_ref, rx_ring_ref, port;
    unsigned rx_buffers, tx_slots, kick_rx;
    bool started, was_full, skipping;
    uint32_t armed, lost;

    struct netbuf *buffer;
    uint32_t rx_ref[NETFRONT_RX];
    bool posted[NETFRONT_RX];

    uint8_t *tx_data;
    uint32_t tx_ref[NETFRONT_TX / 2];
    struct net_tx *sending[NETFRONT_TX]; /* NULL: the slot is free */
    uint16_t tx_next[NETFRONT_TX], tx_free;
};

/* netfront_post_all - give the backend all buffers. */
void netfront_post_all(struct netfront *card);

/* netfront_kick_rx - tell it of buffers that came back. */
void netfront_kick_rx(struct netfront *card);

/* netfront_sound - whether the card works; notes that it has failed. */
bool netfront_sound(struct netfront *card);

/* netfront_fail - one line, and the card is not used any more. */
void netfront_fail(struct netfront *card, const char *why, uint32_t value);

/* struct netdev_ops's. */
struct netbuf *netfront_receive(struct netdev *net);
void netfront_release(struct netdev *net, struct netbuf *frame);
int netfront_send(struct netdev *net, struct net_tx *tx, bool more);
unsigned netfront_reap(struct netdev *net);

/*
 * netfront.h - PV network cards, behind kernel/netdev.h.
 */
#pragma once

#include "drivers/xen/front_ring.h"
#include "drivers/xen/netif_frame.h"
#include "drivers/xen/xenbus.h"
#include "kernel/netdev.h"

/* netfront_probe - add every card there is. Thread context. */
void netfront_probe(void);

/* What follows is between netfront.c, netfront_rx.c and netfront_tx.c. */

#define NETFRONT_RX 256u /* buffers of a page each, and entries of the ring */
#define NETFRONT_TX 128u /* pages of frames being sent */

/*
 * struct netfront_slot - a page of a frame being sent.
 *
 * @tx     the frame; NULL if the backend has not got the slot
 * @next   of the frame, or of the free ones
 * @first  the frame's first slot, in which are:
 * @last, @count  of the frame's slots
 * @left   answers that are to come
 * @bad    one of them was an error
 */
struct netfront_slot {
    struct net_tx *tx;
    uint16_t next, first, last, count, left;
    bool bad;
};

/*
 * struct netfront - a card. Nothing is locked: netdev.h says who calls; but
 * the event's handler takes `armed`, and sets `lost`.
 *
 * @large      frames in several slots come, and may be sent
 * @lost       the backend has gone
 * @buffer     @rx_buffers of them, and @tx_slots; fewer in little memory
 * @rx_at      for each entry of the ring: which buffer it asked to fill
 * @kick_rx    buffers put since the backend was last told
 * @in         the frame that comes, whose buffers are @first to @last
 * @tx_extras  slots without a page that are not answered
 */
struct netfront {
    struct netdev net;
    struct xenbus_device bus;
    struct front_ring tx, rx;
    uint32_t tx_ring_ref, rx_ring_ref, port;
    bool started, was_full, large;
    uint32_t armed, lost;

    unsigned rx_buffers, kick_rx;
    struct netbuf *buffer, *first, *last;
    struct netif_frame in;
    uint32_t rx_ref[NETFRONT_RX];
    uint16_t rx_at[NETFRONT_RX];

    unsigned tx_slots, tx_slots_free, tx_extras;
    uint8_t *tx_data;
    uint32_t tx_ref[NETFRONT_TX];
    struct netfront_slot slot[NETFRONT_TX];
    uint16_t tx_free;
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

/*
 * virtio_net.h - network cards over virtio, behind kernel/netdev.h.
 */
#pragma once

#include <stdint.h>

#include "drivers/virtio.h"
#include "kernel/netdev.h"

/* virtio_net_probe - add every card there is. Thread context. */
void virtio_net_probe(void);

/* What follows is between virtio_net.c, virtio_net_rx.c and virtio_net_tx.c. */

#define NET_F_CSUM       (1ull << 0)
#define NET_F_GUEST_CSUM (1ull << 1)
#define NET_F_MTU        (1ull << 3)
#define NET_F_MAC        (1ull << 5)
#define NET_F_GUEST_TSO4 (1ull << 7)
#define NET_F_GUEST_TSO6 (1ull << 8)
#define NET_F_HOST_TSO4  (1ull << 11)
#define NET_F_HOST_TSO6  (1ull << 12)
#define NET_F_MRG_RXBUF  (1ull << 15)
#define NET_F_STATUS     (1ull << 16)

/* [VIRTIO 5.1.2 "Virtqueues"] */
#define NET_QUEUE_RX 0
#define NET_QUEUE_TX 1

/* [VIRTIO 5.1.6 "Device Operation"]; legacy devices have no last field unless
 * buffers are merged. */
struct net_header {
    uint8_t flags, gso_type;
    uint16_t header_len, gso_size, csum_start, csum_offset, buffers;
};

_Static_assert(sizeof(struct net_header) == 12, "[VIRTIO 5.1.6]");

#define NET_HDR_NEEDS_CSUM 1
#define NET_HDR_DATA_VALID 2
#define NET_GSO_NONE       0
#define NET_GSO_TCPV4      1
#define NET_GSO_TCPV6      4
#define NET_GSO_ECN        0x80

#define NET_BUFFER         2048u /* two to a page */
#define NET_FRAME_MAX      65562u

/*
 * struct card - a network card.
 *
 * @header    bytes in front of each frame: 10 or 12
 * @posted    buffers added since the device was last told
 * @armed     event() is to be called
 * @changed   the device's configuration has changed
 * @was_full  netdev_send() found no room
 */
struct card {
    struct netdev net;
    struct virtio_device *dev;
    struct netbuf *buffer;
    unsigned header, buffers, posted;
    bool was_full, started;
    uint32_t armed, changed;
};

/*
 * net_rx_start - give the device its buffers. 0 or -ENOMEM.
 * net_rx_receive, net_rx_release - struct netdev_ops's.
 * net_rx_kick - tell the device of buffers that came back.
 */
int net_rx_start(struct card *card);
struct netbuf *net_rx_receive(struct netdev *net);
void net_rx_release(struct netdev *net, struct netbuf *frame);
void net_rx_kick(struct card *card);

/*
 * net_tx_send, net_tx_reap - struct netdev_ops's.
 * net_tx_drop - after a reset: done() for all that was not sent.
 */
int net_tx_send(struct netdev *net, struct net_tx *tx, bool more);
unsigned net_tx_reap(struct netdev *net);
void net_tx_drop(struct card *card);

/* net_sound - whether the card works; notes that it has failed. */
bool net_sound(struct card *card);

/*
 * virtio_net.h - network cards over virtio, behind kernel/netdev.h.
 */
#pragma once

#include <stdint.h>

#include "drivers/virtio.h"
#include "kernel/netdev.h"

/* virtio_net_probe - add every card there is. Thread context. */
void virtio_net_probe(void);

/* What follows is between virtio_net.c and virtio_net_*.c. */

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
#define NET_F_CTRL_VQ    (1ull << 17)
#define NET_F_MQ         (1ull << 22)

/* Queues of pair @i [VIRTIO 5.1.2 "Virtqueues"]; behind those of all pairs
 * that are used, in dev->queue, is the control queue. */
#define NET_PAIRS       NETDEV_QUEUES
#define NET_QUEUE_RX(i) (2 * (i))
#define NET_QUEUE_TX(i) (2 * (i) + 1)

_Static_assert(NET_QUEUE_RX(NET_PAIRS) < VIRTIO_QUEUES, "virtio.h");

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
#define NET_MEMORY_FEW     2048u /* pages: a pair of queues for each so many */
#define NET_FRAME_MAX      65562u

/*
 * struct net_pair - a queue for frames that come, and one for those that go.
 *
 * @index     of the pair
 * @posted    buffers added since the device was last told
 * @was_full  netdev_send() found no room
 */
struct net_pair {
    struct virtq *rx, *tx;
    unsigned index, posted;
    bool was_full;
};

/* A command on the control queue [VIRTIO 5.1.6.5 "Control Virtqueue"]. */
struct net_command {
    uint8_t class, command;
    uint16_t pairs;
    uint8_t ack;
};

/*
 * struct card - a network card. Lies where addresses are physical ones.
 *
 * @header    bytes in front of each frame: 10 or 12
 * @buffers   for received frames, of each pair; netbuf.driver is their pair
 * @pairs     that have queues and buffers: the first ones of @pair
 * @tx_pairs  of these are sent on
 * @turn      the pair whose received frames are looked at
 * @turn_left how many of them until it is the next one's turn
 * @to_kick   a bit for each pair with frames that the device was not told of
 * @control   index of the control queue, if there are several pairs
 * @armed     event() is to be called
 * @changed   the device's configuration has changed
 */
struct card {
    struct netdev net;
    struct virtio_device *dev;
    struct net_pair pair[NET_PAIRS];
    struct net_pair *turn;
    unsigned header, buffers, pairs, tx_pairs, turn_left;
    uint32_t to_kick;
    bool started;
    uint32_t armed, changed;
    unsigned control;
    struct net_command command;
};

/*
 * net_rx_start - give the device its buffers, for fewer pairs if there is no
 * memory for all: card->pairs. 0 or -ENOMEM.
 * net_rx_receive, net_rx_release - struct netdev_ops's.
 * net_rx_kick - tell the device of buffers that came back.
 */
int net_rx_start(struct card *card);
struct netbuf *net_rx_receive(struct netdev *net);
void net_rx_release(struct netdev *net, struct netbuf *frame);
void net_rx_kick(struct card *card);

/*
 * net_tx_send, net_tx_reap - struct netdev_ops's.
 * net_tx_kick - tell the device of all frames that it was not told of.
 * net_tx_drop - after a reset: done() for all that was not sent.
 */
int net_tx_send(struct netdev *net, struct net_tx *tx, bool more);
unsigned net_tx_reap(struct netdev *net);
void net_tx_kick(struct card *card);
void net_tx_drop(struct card *card);

/*
 * net_pairs_count - how many pairs of queues the device, the CPUs and memory
 * allow: card->pairs. 0, or -ENODEV or -EIO after virtio_fail().
 *
 * net_pairs_start - make their queues, fewer if there is no memory for all.
 * @few  small ones. 0, -ENOMEM, or -ENODEV after virtio_fail().
 *
 * net_pairs_enable - after virtio_ready(): have the device use them, which it
 * must confirm within a second; else one line says what it did, and one pair is
 * sent on.
 */
int net_pairs_count(struct card *card);
int net_pairs_start(struct card *card, bool few);
void net_pairs_enable(struct card *card);

/*
 * net_flow - a number that is the same for all frames of a flow.
 *
 * @frame  the first @len bytes of it, from the Ethernet header on
 *
 * Of its addresses, and of the ports of TCP and UDP where they are in the
 * @len bytes and all fragments have them; 0 if it is not IP. Any context.
 */
uint32_t net_flow(const uint8_t *frame, size_t len);

/* net_sound - whether the card works; notes that it has failed. */
bool net_sound(struct card *card);

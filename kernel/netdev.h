/*
 * netdev.h - network devices: what the TCP/IP stack calls and drivers offer.
 *
 * Neutral: nothing here knows of virtio or Xen. Made for a stack that runs in
 * thread context under a lock of its own: all calls but the one below happen
 * there, one at a time for a device, so drivers need no lock. The only thing
 * that comes from an interrupt is event(), "look at the device", and it comes
 * once for each netdev_arm(): while the stack is busy the device is silent.
 *
 *     netdev_start(dev, event, arg);
 *     for (;;) {
 *         while ((frame = netdev_receive(dev)))
 *             ... netdev_release(dev, frame) now or later ...
 *         netdev_reap(dev);                       frames sent: tx->done()
 *         if (!netdev_arm(dev))
 *             continue;                           something came meanwhile
 *         wait until event() was called, or for dev->interrupts == false
 *         until the next moment of looking
 *     }
 *
 * Receiving copies nothing: a frame lies in buffers of the driver, lent to the
 * stack until netdev_release(). Sending copies nothing: the stack lends its
 * memory until tx->done(). No event tells that a frame was sent, unless the
 * ring was full or half full, for an interrupt would cost more than the frame:
 * so netdev_reap() is called after whatever woke the stack, before its timers
 * run and when memory is short. A frame is an Ethernet frame without its check
 * sum.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define NET_MAC          6
#define NETDEV_QUEUES    8   /* that a card uses at most, each way */
#define NET_SEGMENTS_MAX 18u /* of a frame to send: 64 KiB by pages, and two */

/* What a device can do for the stack: netdev.features. */
enum netdev_feature {
    NETDEV_TX_CSUM = 1,  /* fills in a TCP or UDP check sum: NET_CSUM */
    NETDEV_RX_CSUM = 2,  /* says which check sums need no look: NET_CSUM_OK */
    NETDEV_TX_TSO4 = 4,  /* cuts one TCP/IPv4 frame up to 64 KiB */
    NETDEV_TX_TSO6 = 8,  /* the same for IPv6 */
    NETDEV_RX_LARGE = 16 /* may deliver merged TCP segments up to 64 KiB */
};

enum net_flags {
    /* Sending: the check sum at csum_start + csum_offset holds the sum of the
     * pseudo header; the device adds the rest from csum_start on.
     * Receiving: it is such a frame from another guest: valid, not filled. */
    NET_CSUM = 1,
    NET_CSUM_OK = 2, /* receiving: the device has checked TCP's or UDP's */
    NET_TSO4 = 4,    /* sending: cut into segments of gso_size, NET_CSUM too */
    NET_TSO6 = 8,
};

/*
 * struct netbuf - a received frame, or the next piece of it.
 *
 * @data, @len  this piece; the stack may write to it, also up to @room bytes
 *              behind data
 * @next        the next piece of the same frame, or NULL
 * @total       bytes of the frame, at most 65550; in the first piece only
 * @stack       the stack's own, while it holds the frame (lwIP's struct
 *              pbuf_custom has 40 bytes)
 */
struct netbuf {
    struct netbuf *next;
    uint8_t *data;
    uint32_t len, total, room;
    uint16_t flags, gso_size; /* of the first piece */
    uint16_t csum_start, csum_offset;
    uint64_t stack[8];

    void *driver; /* the driver's */
    uint64_t paddr;
};

/* A piece of a frame to send: any address that C may dereference. */
struct net_segment {
    const void *data;
    uint32_t len; /* not 0 */
};

/*
 * struct net_tx - a frame to send. The stack owns it and its memory, and
 * leaves both alone from netdev_send() until done().
 *
 * @segment      @segments pieces, 14 bytes or more in sum; the Ethernet header
 *               first; shorter frames than 60 bytes are fine
 * @flags        NET_CSUM, NET_TSO4, NET_TSO6
 * @csum_start   offset in the frame where summing starts (the TCP header)
 * @csum_offset  from there to the check sum
 * @gso_size     TCP payload bytes a segment
 * @header_len   Ethernet to TCP header, for TSO
 * @done         called once from netdev_reap(), netdev_send() or
 *               netdev_stop(); @ok false: it was not sent
 */
struct net_tx {
    const struct net_segment *segment;
    unsigned segments;
    uint16_t flags, csum_start, csum_offset, gso_size, header_len;
    void (*done)(struct net_tx *tx, bool ok);
    void *arg;

    uint8_t header[16]; /* the driver's: what precedes the frame */
};

/* Counted since the start; read at any time, not all at the same one. */
struct netdev_counters {
    uint64_t rx_frames, rx_bytes, rx_dropped, rx_errors;
    uint64_t tx_frames, tx_bytes, tx_full, tx_errors;
    uint64_t events, kicks; /* interrupts from, notifications to the device */
};

/* Of one of the queues that a card has each way. */
struct netdev_queue {
    uint64_t rx_frames, tx_frames;
};

struct netdev;

struct netdev_ops {
    int (*start)(struct netdev *dev);
    void (*stop)(struct netdev *dev);
    struct netbuf *(*receive)(struct netdev *dev);
    void (*release)(struct netdev *dev, struct netbuf *frame);
    int (*send)(struct netdev *dev, struct net_tx *tx, bool more);
    unsigned (*reap)(struct netdev *dev);
    bool (*arm)(struct netdev *dev);
};

/*
 * struct netdev - a network card.
 *
 * @name      "eth0", "eth1", ...: the order in which the VMM was given them,
 *            as far as that can be told
 * @mtu       payload of a frame: 1500 unless the device says otherwise
 * @features  enum netdev_feature
 * @link_up   as of the last netdev_receive() or netdev_arm()
 * @interrupts  false: event() never comes, netdev_receive() must be tried
 * @failed    the device broke the rules and was reset: nothing works any more
 * @rx_room, @tx_room  frames that can wait, in each queue; who keeps no more
 *              than a part of so many starves none
 * @queues    in use each way and counted one by one in @queue; 0: not counted
 */
struct netdev {
    char name[8];
    uint8_t mac[NET_MAC];
    uint16_t mtu;
    unsigned features, rx_room, tx_room, queues;
    bool link_up, interrupts, failed;
    struct netdev_counters counters;
    struct netdev_queue queue[NETDEV_QUEUES];

    void (*event)(struct netdev *dev, void *arg);
    void *event_arg;
    const struct netdev_ops *ops;
    void *driver;
    struct netdev *next;
};

/*
 * netdev_probe - find the network cards of this machine, once.
 *
 * Returns how many there are; nothing is received yet. Thread context.
 */
unsigned netdev_probe(void);

/* netdev_next - walk the cards: NULL for the first; NULL behind the last. */
struct netdev *netdev_next(const struct netdev *previous);

/*
 * netdev_start - buffers and interrupts; from now on frames are received.
 *
 * @event  called in interrupt context, at most once for each netdev_arm(), when
 *         a frame has come, a frame was sent while the ring was full, the link
 *         changed or the device failed. May be called on any CPU.
 *
 * Starts armed. Returns 0, -ENOMEM, -ENODEV if the card failed.
 */
int netdev_start(struct netdev *dev,
                 void (*event)(struct netdev *dev, void *arg), void *arg);

/* netdev_stop - reset it, for good; frames held stay valid until released. */
void netdev_stop(struct netdev *dev);

/* netdev_receive - the next frame, or NULL if there is none now. */
struct netbuf *netdev_receive(struct netdev *dev);

/*
 * netdev_release - give back a frame, all of its pieces. If the stack keeps
 * too many, the card drops frames until some come back.
 */
void netdev_release(struct netdev *dev, struct netbuf *frame);

/*
 * netdev_send - queue a frame.
 *
 * @more  another one follows at once: the device is told with the last
 *
 * Returns 0, and tx->done() will be called, not before this returns; or, and
 * then it will not: -EAGAIN if the ring is full (event() comes when there is
 * room, after netdev_arm()), -EINVAL (too short, too long, too many segments,
 * a feature the card has not), -ENODEV if it failed.
 */
int netdev_send(struct netdev *dev, struct net_tx *tx, bool more);

/* netdev_reap - call done() for what was sent. Returns for how many. */
unsigned netdev_reap(struct netdev *dev);

/*
 * netdev_arm - let event() come.
 *
 * Returns true if it will; false if there is something to do already: then it
 * will not come before the next netdev_arm().
 */
bool netdev_arm(struct netdev *dev);

/* For drivers. */

/* netdev_add - @dev exists; gives it its name. Thread context. */
void netdev_add(struct netdev *dev);

/* netdev_event - call event(). Interrupt context. */
void netdev_event(struct netdev *dev);

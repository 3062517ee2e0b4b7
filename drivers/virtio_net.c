/*
 * virtio_net.c - network cards over virtio. [VIRTIO 5.1 "Network Device"]
 *
 * The stack calls from one thread at a time (kernel/netdev.h), so nothing is
 * locked; the interrupt handler touches nothing but flags.
 *
 * On a machine with several CPUs as many pairs of queues are used as it has,
 * if the device offers them: the guest gains nothing, but the host has a worker
 * for each. Frames of a flow go out by the same pair always, so they stay in
 * order, and the device learns from that by which pair those of the other
 * direction shall come. Pairs whose memory cannot be had are not used. All
 * share one interrupt, since whoever is woken looks at all of them.
 */
#include "drivers/virtio_net.h"

#include "kernel/base.h"
#include "kernel/entropy.h"
#include "kernel/errno.h"
#include "kernel/page_alloc.h"
#include "kernel/string.h"
#include "kernel/topology.h"

/* [VIRTIO 5.1.4 "Device configuration layout"] */
#define CONFIG_MAC     0
#define CONFIG_STATUS  6
#define CONFIG_MTU     10
#define STATUS_LINK_UP 1

#define RX_BUFFERS     256
#define RX_BUFFERS_FEW 64 /* with less free memory than NET_MEMORY_FEW */
#define MTU            1500
#define MTU_MIN        68

static bool memory_is_short(void)
{
    return page_free_count() < NET_MEMORY_FEW;
}

bool net_sound(struct card *card)
{
    struct netdev *net = &card->net;

    if (virtio_sound(card->dev))
        return true;
    if (!net->failed) {
        net->failed = true;
        net->link_up = false;
        net_tx_drop(card);
    }
    return false;
}

static void read_link(struct card *card)
{
    uint16_t status = STATUS_LINK_UP;

    if (virtio_has(card->dev, NET_F_STATUS))
        virtio_config(card->dev, CONFIG_STATUS, 2, 1, &status);
    card->net.link_up = status & STATUS_LINK_UP;
}

static void event(struct card *card)
{
    if (__atomic_exchange_n(&card->armed, 0, __ATOMIC_ACQ_REL))
        netdev_event(&card->net);
}

static void on_queue(struct virtio_device *dev)
{
    struct card *card = dev->driver;

    for (unsigned i = 0; i < card->pairs; i++) {
        virtq_disarm(card->pair[i].rx);
        virtq_disarm(card->pair[i].tx);
    }
    event(card);
}

static void on_config(struct virtio_device *dev)
{
    struct card *card = dev->driver;

    __atomic_store_n(&card->changed, 1, __ATOMIC_SEQ_CST);
    event(card);
}

/* How many sent frames until the stack must hear of it. */
static bool arm_tx(struct net_pair *pair)
{
    struct virtq *tx = pair->tx;
    uint16_t in_flight = virtq_in_flight(tx);

    if (in_flight == 0 ||
        (!pair->was_full && virtq_room(tx) >= tx->shape.size / 2u)) {
        virtq_disarm(tx);
        return true;
    }
    return virtq_arm(tx, (uint16_t)(in_flight / 2 + 1));
}

static bool arm(struct netdev *net)
{
    struct card *card = net->driver;
    bool quiet = true;

    if (!card->started || net->failed)
        return true; /* nothing will ever come */
    net_rx_kick(card);
    net_tx_kick(card);
    __atomic_store_n(&card->armed, 1, __ATOMIC_SEQ_CST);
    /* a change before this is seen here, one after it calls event() */
    if (__atomic_exchange_n(&card->changed, 0, __ATOMIC_SEQ_CST))
        read_link(card);
    for (unsigned i = 0; i < card->pairs; i++) {
        quiet = virtq_arm(card->pair[i].rx, 1) && quiet;
        quiet = arm_tx(&card->pair[i]) && quiet;
    }
    if (quiet)
        return true;
    /* if the handler was faster, event() was called: no harm */
    __atomic_store_n(&card->armed, 0, __ATOMIC_RELEASE);
    return false;
}

static int start(struct netdev *net)
{
    struct card *card = net->driver;
    struct virtio_device *dev = card->dev;
    int err = net_rx_start(card);

    if (err)
        return err;
    net->interrupts = virtio_irq_start(dev);
    card->started = true;
    virtio_ready(dev);
    net_pairs_enable(card);
    read_link(card);
    arm(net);
    return 0;
}

static void stop(struct netdev *net)
{
    struct card *card = net->driver;

    virtio_stop(card->dev);
    net_sound(card);
}

static const struct netdev_ops ops = {
    .start = start,
    .stop = stop,
    .receive = net_rx_receive,
    .release = net_rx_release,
    .send = net_tx_send,
    .reap = net_tx_reap,
    .arm = arm,
};

/* Without an address of the host's, a random one of our own kind. */
static int read_mac(struct card *card)
{
    uint8_t *mac = card->net.mac;

    if (virtio_has(card->dev, NET_F_MAC))
        return virtio_config(card->dev, CONFIG_MAC, 1, NET_MAC, mac);
    if (entropy_get(mac, NET_MAC) != 0) {
        virtio_fail(card->dev, "no MAC, and no random numbers to make one");
        return -ENODEV;
    }
    mac[0] = (uint8_t)((mac[0] & 0xfe) | 2); /* unicast, local */
    return 0;
}

static int read_config(struct card *card)
{
    struct virtio_device *dev = card->dev;
    uint16_t mtu = MTU;
    int err = read_mac(card);

    if (err == 0 && virtio_has(dev, NET_F_MTU))
        err = virtio_config(dev, CONFIG_MTU, 2, 1, &mtu);
    if (err == 0 && mtu < MTU_MIN) {
        virtio_fail(dev, "MTU %u", mtu);
        err = -ENODEV;
    }
    /* longer frames need merged buffers */
    if (!virtio_has(dev, NET_F_MRG_RXBUF))
        mtu = MIN(mtu, MTU);
    card->net.mtu = mtu;
    return err;
}

static unsigned features(const struct virtio_device *dev)
{
    static const struct {
        uint64_t virtio;
        unsigned net;
    } same[] = {
        {NET_F_CSUM, NETDEV_TX_CSUM},
        {NET_F_GUEST_CSUM, NETDEV_RX_CSUM},
        {NET_F_CSUM | NET_F_HOST_TSO4, NETDEV_TX_TSO4},
        {NET_F_CSUM | NET_F_HOST_TSO6, NETDEV_TX_TSO6},
        {NET_F_GUEST_TSO4, NETDEV_RX_LARGE},
        {NET_F_GUEST_TSO6, NETDEV_RX_LARGE},
    };
    unsigned out = 0;

    for (unsigned i = 0; i < ARRAY_SIZE(same); i++)
        out |= virtio_has(dev, same[i].virtio) ? same[i].net : 0;
    return out;
}

/* Of the features agreed on, those that are not wanted with the others: long
 * frames are only taken where buffers are merged, and several pairs of queues
 * need a control queue. */
static uint64_t unwanted(const struct virtio_device *dev)
{
    uint64_t out = 0;

    if (!virtio_has(dev, NET_F_MRG_RXBUF))
        out |= NET_F_GUEST_TSO4 | NET_F_GUEST_TSO6;
    if (!virtio_has(dev, NET_F_CTRL_VQ))
        out |= NET_F_MQ;
    return dev->features & out;
}

static int negotiate(struct virtio_device *dev)
{
    uint64_t wanted = NET_F_CSUM | NET_F_GUEST_CSUM | NET_F_MTU | NET_F_MAC |
                      NET_F_HOST_TSO4 | NET_F_HOST_TSO6 | NET_F_STATUS |
                      NET_F_MRG_RXBUF | NET_F_GUEST_TSO4 | NET_F_GUEST_TSO6;
    int err;

    if (topology_get()->nr_cpus > 1)
        wanted |= NET_F_CTRL_VQ | NET_F_MQ;
    err = virtio_start(dev, wanted);
    while (err == 0 && unwanted(dev)) {
        wanted &= ~unwanted(dev); /* fewer each time */
        err = virtio_start(dev, wanted);
    }
    return err;
}

static int card_start(struct card *card)
{
    struct virtio_device *dev = card->dev;
    int err = negotiate(dev);

    if (err == 0)
        err = read_config(card);
    if (err == 0)
        err = net_pairs_count(card);
    if (err)
        return err;
    card->net.features = features(dev);
    card->buffers = memory_is_short() ? RX_BUFFERS_FEW : RX_BUFFERS;
    card->header = sizeof(struct net_header);
    if (dev->legacy && !virtio_has(dev, NET_F_MRG_RXBUF))
        card->header -= 2;
    return net_pairs_start(card, card->buffers == RX_BUFFERS_FEW);
}

static void card_add(struct virtio_device *dev)
{
    const uint64_t pages = ALIGN_UP(sizeof(struct card), PAGE_SIZE) / PAGE_SIZE;
    struct card *card = NULL;
    uint64_t paddr;
    int err = -ENOMEM;

    if (page_alloc(pages, 1, PAGE_LOW_FIRST, PAGE_ANY_ADDRESS, &paddr) == 0)
        card = page_ptr(paddr, pages);
    if (card) {
        memset(card, 0, sizeof(*card));
        card->dev = dev;
        card->net.ops = &ops;
        card->net.driver = card;
        dev->driver = card;
        dev->on_queue = on_queue;
        dev->on_config = on_config;
        err = card_start(card);
    }
    if (err) {
        virtio_fail(dev, "network card: error %d", -err);
        return;
    }
    netdev_add(&card->net);
    const uint8_t *m = card->net.mac;
    log_info("%s: virtio at %s, %02x:%02x:%02x:%02x:%02x:%02x, MTU %u, "
             "features 0x%x, pairs of queues: %u",
             card->net.name, dev->where, m[0], m[1], m[2], m[3], m[4], m[5],
             card->net.mtu, card->net.features, card->pairs);
}

void virtio_net_probe(void)
{
    struct virtio_device *dev;

    while ((dev = virtio_find(VIRTIO_ID_NET)))
        card_add(dev);
}

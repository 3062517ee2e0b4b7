/*
 * virtio_net_pairs.c - pairs of queues: how many, and the command that has the
 * device use them. [VIRTIO 5.1.6.5.5 "Automatic receive steering in multiqueue
 * mode"]
 *
 * The command is the only one there ever is, so it is waited for, and its
 * memory is not used again if no answer comes.
 */
#include "drivers/virtio_net.h"

#include "arch/x86/cpu.h"
#include "kernel/base.h"
#include "kernel/errno.h"
#include "kernel/page_alloc.h"
#include "kernel/time.h"
#include "kernel/topology.h"

/* [VIRTIO 5.1.4 "Device configuration layout"] */
#define CONFIG_PAIRS  8
#define PAIRS_MAX     0x8000

#define TX_SIZE       128
#define TX_TABLES     64
#define TX_TABLES_FEW 16
#define TX_PIECES     40

/* [VIRTIO 5.1.6.5 "Control Virtqueue"] */
#define CONTROL_SIZE 4
#define CLASS_MQ     4
#define MQ_PAIRS_SET 0
#define ACK_OK       0
#define ACK_NONE     0xff /* ours: the device has written nothing */
#define WAIT_NS      NS_PER_S
#define LOOKS        50000000 /* where there is no clock */

/*
 * The control queue comes behind all pairs of the device's; behind so many that
 * its number does not fit in 16 bits it cannot be reached over PCI.
 */
int net_pairs_count(struct card *card)
{
    struct virtio_device *dev = card->dev;
    uint16_t max;
    int err;

    card->pairs = 1;
    if (!virtio_has(dev, NET_F_MQ))
        return 0;
    err = virtio_config(dev, CONFIG_PAIRS, 2, 1, &max);
    if (err)
        return err;
    if (max < 1 || max > PAIRS_MAX) {
        virtio_fail(dev, "%u pairs of queues, not 1 to %u", max, PAIRS_MAX);
        return -ENODEV;
    }
    if (max == PAIRS_MAX)
        return 0;
    card->pairs = MIN(MIN(max, NET_PAIRS), topology_get()->nr_cpus);
    card->pairs =
        (unsigned)MIN(card->pairs, MAX(page_free_count() / NET_MEMORY_FEW, 1));
    card->control = NET_QUEUE_RX(card->pairs);
    dev->number[card->control] = (uint16_t)NET_QUEUE_RX(max);
    return 0;
}

static int pair_start(struct card *card, unsigned i, bool few)
{
    struct virtio_device *dev = card->dev;
    struct virtq **rx = &dev->queue[NET_QUEUE_RX(i)];
    struct virtq **tx = &dev->queue[NET_QUEUE_TX(i)];
    int err =
        virtio_queue_start(dev, NET_QUEUE_RX(i), (uint16_t)card->buffers, 0, 0);

    if (err == 0)
        err = virtio_queue_start(dev, NET_QUEUE_TX(i), TX_SIZE,
                                 few ? TX_TABLES_FEW : TX_TABLES, TX_PIECES);
    if (err)
        return err;
    card->pair[i] = (struct net_pair){.rx = *rx, .tx = *tx, .index = i};
    card->net.tx_room =
        i ? MIN(card->net.tx_room, (*tx)->shape.size) : (*tx)->shape.size;
    return 0;
}

int net_pairs_start(struct card *card, bool few)
{
    unsigned wanted = card->pairs;
    int err = 0;

    for (card->pairs = 0; card->pairs < wanted; card->pairs++) {
        err = pair_start(card, card->pairs, few);
        if (err)
            break;
    }
    if (err == -ENOMEM && card->pairs > 0)
        err = 0;
    if (err || card->pairs < 2)
        return err;
    err = virtio_queue_start(card->dev, card->control, CONTROL_SIZE, 0, 0);
    if (err == -ENOMEM)
        card->pairs = 1;
    else if (err == 0)
        virtq_disarm(card->dev->queue[card->control]);
    return err == -ENOMEM ? 0 : err;
}

/* Whether the device is done with the command. */
static bool wait(struct card *card)
{
    struct virtq *q = card->dev->queue[card->control];
    uint64_t start = 0, now;
    bool clock = time_monotonic_ns(&start) == 0;
    uint32_t len;
    void *cookie;

    virtio_kick(card->dev, card->control);
    for (unsigned i = 0; i < LOOKS; i++) {
        if (virtq_pop(q, &cookie, &len))
            return true;
        if (!virtio_sound(card->dev) ||
            (clock && time_monotonic_ns(&now) == 0 && now - start > WAIT_NS))
            return false;
        cpu_pause();
    }
    return false;
}

/* In three pieces, as legacy devices want it; the last one is the answer. */
static bool set_pairs(struct card *card, unsigned pairs)
{
    struct net_command *c = &card->command;
    const struct virtq_piece piece[] = {
        {(uintptr_t)&c->class, 2},
        {(uintptr_t)&c->pairs, 2},
        {(uintptr_t)&c->ack, 1},
    };

    *c =
        (struct net_command){CLASS_MQ, MQ_PAIRS_SET, (uint16_t)pairs, ACK_NONE};
    if (virtq_add(card->dev->queue[card->control], piece, 2, 1, c) != 0)
        return false;
    return wait(card) && __atomic_load_n(&c->ack, __ATOMIC_RELAXED) == ACK_OK;
}

void net_pairs_enable(struct card *card)
{
    const struct virtio_device *dev = card->dev;

    card->tx_pairs = 1;
    if (card->pairs > 1 && set_pairs(card, card->pairs))
        card->tx_pairs = card->pairs;
    else if (card->pairs > 1 && !dev->failed)
        base_print("pith: virtio %u at %s: no %u pairs of queues, answer 0x%x: "
                   "one is used\n",
                   dev->id, dev->where, card->pairs, card->command.ack);
    card->net.queues = card->tx_pairs;
}

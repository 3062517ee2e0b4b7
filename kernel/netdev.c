/*
 * netdev.c - see netdev.h: the list of cards, and checks in front of drivers.
 */
#include "kernel/netdev.h"

#include "kernel/base.h"
#include "kernel/errno.h"

#define FRAME_MIN 14 /* an Ethernet header */
#define FRAME_TSO 65549

static struct netdev *cards, **cards_end = &cards;

void netdev_add(struct netdev *dev)
{
    unsigned n = 0;

    for (struct netdev *d = cards; d; d = d->next)
        n++;
    base_format(dev->name, sizeof(dev->name), "eth%u", n);
    *cards_end = dev;
    cards_end = &dev->next;
}

struct netdev *netdev_next(const struct netdev *previous)
{
    return previous ? previous->next : cards;
}

int netdev_start(struct netdev *dev,
                 void (*event)(struct netdev *dev, void *arg), void *arg)
{
    dev->event = event;
    dev->event_arg = arg;
    return dev->failed ? -ENODEV : dev->ops->start(dev);
}

void netdev_stop(struct netdev *dev)
{
    dev->ops->stop(dev);
}

struct netbuf *netdev_receive(struct netdev *dev)
{
    return dev->ops->receive(dev);
}

void netdev_release(struct netdev *dev, struct netbuf *frame)
{
    dev->ops->release(dev, frame);
}

static int check(const struct netdev *dev, const struct net_tx *tx)
{
    bool tso = tx->flags & (NET_TSO4 | NET_TSO6);
    uint64_t len = 0, max = tso ? FRAME_TSO : dev->mtu + 18u; /* a VLAN tag */
    unsigned wanted = (tx->flags & NET_CSUM ? NETDEV_TX_CSUM : 0) |
                      (tx->flags & NET_TSO4 ? NETDEV_TX_TSO4 : 0) |
                      (tx->flags & NET_TSO6 ? NETDEV_TX_TSO6 : 0);

    if (tx->segments == 0 || tx->segments > NET_SEGMENTS_MAX ||
        (wanted & ~dev->features) || (tso && !(tx->flags & NET_CSUM)))
        return -EINVAL;
    for (unsigned i = 0; i < tx->segments; i++) {
        if (tx->segment[i].len == 0)
            return -EINVAL;
        len += tx->segment[i].len;
    }
    if (len < FRAME_MIN || len > max)
        return -EINVAL;
    if (tx->flags & NET_CSUM && tx->csum_start + tx->csum_offset + 2ul > len)
        return -EINVAL;
    return tso && (tx->gso_size == 0 || tx->header_len >= len) ? -EINVAL : 0;
}

int netdev_send(struct netdev *dev, struct net_tx *tx, bool more)
{
    int err = check(dev, tx);

    return err ? err : dev->ops->send(dev, tx, more);
}

unsigned netdev_reap(struct netdev *dev)
{
    return dev->ops->reap(dev);
}

bool netdev_arm(struct netdev *dev)
{
    return dev->ops->arm(dev);
}

void netdev_event(struct netdev *dev)
{
    dev->counters.events++;
    dev->event(dev, dev->event_arg);
}

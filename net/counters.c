/*
 * counters.c - <pith/net.h>.
 */
#include "include/pith/net.h"

#include "kernel/base.h"
#include "kernel/netdev.h"
#include "lwip/stats.h"
#include "net/datagram.h"
#include "net/memory.h"
#include "net/net.h"

static uint64_t errors_of(const struct stats_proto *p)
{
    return p->chkerr + p->lenerr + p->proterr + p->err;
}

_Static_assert(PITH_NET_QUEUES == NETDEV_QUEUES, "one for each");

static void add_queues(struct pith_net_counters *out, const struct netdev *d)
{
    out->queues = MAX(out->queues, d->queues);
    for (unsigned i = 0; i < d->queues; i++) {
        out->queue[i].rx_frames += d->queue[i].rx_frames;
        out->queue[i].tx_frames += d->queue[i].tx_frames;
    }
}

void pith_net_counters(struct pith_net_counters *out)
{
    const struct netdev *d = NULL;

    net_lock();
    *out = (struct pith_net_counters){
        .memory = net_memory.used,
        .memory_peak = net_memory.peak,
        .memory_limit = net_memory.limit,
        .memory_failed = net_memory.refused,
        .rx_dropped = lwip_stats.link.memerr + net_datagrams_dropped,
        .rx_errors = lwip_stats.link.lenerr + errors_of(&lwip_stats.ip) +
                     errors_of(&lwip_stats.ip6) + errors_of(&lwip_stats.tcp) +
                     errors_of(&lwip_stats.udp),
    };
    while ((d = netdev_next(d))) {
        const struct netdev_counters *c = &d->counters;
        out->rx_frames += c->rx_frames;
        out->rx_bytes += c->rx_bytes;
        out->rx_dropped += c->rx_dropped;
        out->rx_errors += c->rx_errors;
        out->tx_frames += c->tx_frames;
        out->tx_bytes += c->tx_bytes;
        out->tx_errors += c->tx_errors;
        out->interrupts += c->events;
        out->notifications += c->kicks;
        add_queues(out, d);
    }
    out->tx_dropped = lwip_stats.link.drop - lwip_stats.link.memerr;
    net_unlock_unchanged();
}

/*
 * virtio_net_tx.c - frames that go out. [VIRTIO 5.1.6.2 "Packet Transmission"]
 */
#include "drivers/virtio_net.h"

#include "kernel/base.h"
#include "kernel/errno.h"
#include "kernel/string.h"

#define PIECES 40 /* as virtio_net.c makes tables: 64 KiB by pages */

static void fill_header(struct net_tx *tx)
{
    bool tso4 = tx->flags & NET_TSO4, tso6 = tx->flags & NET_TSO6;
    struct net_header h = {.gso_type = NET_GSO_NONE};

    if (tx->flags & NET_CSUM) {
        h.flags = NET_HDR_NEEDS_CSUM;
        h.csum_start = tx->csum_start;
        h.csum_offset = tx->csum_offset;
    }
    if (tso4 || tso6) {
        h.gso_type = tso4 ? NET_GSO_TCPV4 : NET_GSO_TCPV6;
        h.gso_size = tx->gso_size;
        h.header_len = tx->header_len;
    }
    memcpy(tx->header, &h, sizeof(h));
}

/* The header and the frame; 0 if that is too many pieces. */
static unsigned pieces(const struct card *card, const struct net_tx *tx,
                       struct virtq_piece *piece)
{
    unsigned n = virtio_pieces(tx->header, card->header, piece, PIECES);

    for (unsigned i = 0; n && i < tx->segments; i++) {
        const struct net_segment *s = &tx->segment[i];
        unsigned more = virtio_pieces(s->data, s->len, piece + n, PIECES - n);

        n = more ? n + more : 0;
    }
    return n;
}

static uint64_t length(const struct net_tx *tx)
{
    uint64_t len = 0;

    for (unsigned i = 0; i < tx->segments; i++)
        len += tx->segment[i].len;
    return len;
}

void net_tx_kick(struct card *card)
{
    while (card->to_kick) {
        unsigned i = (unsigned)__builtin_ctz(card->to_kick);

        card->to_kick &= card->to_kick - 1;
        if (virtio_kick(card->dev, NET_QUEUE_TX(i)))
            card->net.counters.kicks++;
    }
}

/* All frames of a flow go by one pair: so they stay in order. */
static struct net_pair *choose(struct card *card, const struct net_tx *tx)
{
    const struct net_segment *first = &tx->segment[0];
    uint64_t flow;

    if (card->tx_pairs == 1)
        return &card->pair[0];
    flow = net_flow(first->data, first->len);
    return &card->pair[flow * card->tx_pairs >> 32];
}

int net_tx_send(struct netdev *net, struct net_tx *tx, bool more)
{
    struct card *card = net->driver;
    struct virtq_piece piece[PIECES];
    struct net_pair *pair;
    unsigned n;
    int err;

    if (!card->started || net->failed)
        return -ENODEV;
    fill_header(tx);
    n = pieces(card, tx, piece);
    if (n == 0)
        return -EINVAL;
    pair = choose(card, tx);
    err = virtq_add(pair->tx, piece, n, 0, tx);
    if (err == -EAGAIN) {
        net_tx_reap(net);
        if (net->failed) /* it was seen just now; nobody will reap again */
            return -ENODEV;
        err = virtq_add(pair->tx, piece, n, 0, tx);
    }
    if (err == -EAGAIN) {
        pair->was_full = true;
        net->counters.tx_full++;
    }
    if (err == 0) {
        net->counters.tx_frames++;
        net->counters.tx_bytes += length(tx);
        net->queue[pair->index].tx_frames++;
        card->to_kick |= 1u << pair->index;
    }
    if (!more || err)
        net_tx_kick(card);
    return err == -EIO ? -ENODEV : err;
}

static unsigned reap(struct net_pair *pair)
{
    unsigned n = 0;
    void *cookie;
    uint32_t len;

    while (virtq_pop(pair->tx, &cookie, &len)) {
        struct net_tx *tx = cookie;

        n++;
        tx->done(tx, true);
    }
    if (n)
        pair->was_full = false;
    return n;
}

unsigned net_tx_reap(struct netdev *net)
{
    struct card *card = net->driver;
    unsigned n = 0;

    if (!card->started)
        return 0;
    for (unsigned i = 0; i < card->pairs; i++)
        n += reap(&card->pair[i]);
    net_sound(card);
    return n;
}

void net_tx_drop(struct card *card)
{
    void *cookie;

    for (unsigned i = 0; i < card->pairs; i++) {
        while (virtq_take_back(card->pair[i].tx, &cookie)) {
            struct net_tx *tx = cookie;

            card->net.counters.tx_errors++;
            tx->done(tx, false);
        }
    }
}

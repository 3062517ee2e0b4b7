/*
 * netfront_io.c - frames of a PV network card, in and out. [XEN io/netif.h]
 *
 * A page for a frame to come in is granted while the backend may fill it, and
 * not while anybody here looks at what it has put there, so that it stays as
 * it was. Frames go out by pages that are granted once: copying 1514 bytes
 * costs less than granting them where they lie and having them mapped, nor
 * does the backend see what else is in their pages.
 */
#include "drivers/xen/netfront.h"

#include "arch/x86/xen.h"
#include "drivers/xen/gnttab.h"
#include "kernel/base.h"
#include "kernel/errno.h"
#include "kernel/string.h"

#define FRAME_MIN  14
#define KICK_AFTER 16

/* --- failures --- */

static void drop_all(struct netfront *card)
{
    for (unsigned i = 0; i < card->tx_slots; i++) {
        struct net_tx *tx = card->sending[i];

        card->sending[i] = NULL;
        if (tx) {
            card->net.counters.tx_errors++;
            tx->done(tx, false);
        }
    }
}

static void end(struct netfront *card)
{
    card->net.failed = true;
    card->net.link_up = false;
    xenbus_give_up(&card->bus);
    drop_all(card);
}

void netfront_fail(struct netfront *card, const char *why, uint32_t value)
{
    if (card->net.failed)
        return;
    base_print("pith: %s: %s 0x%x; it is not used any more\n", card->net.name,
               why, value);
    end(card);
}

bool netfront_sound(struct netfront *card)
{
    if (!card->net.failed && __atomic_load_n(&card->lost, __ATOMIC_ACQUIRE))
        end(card);
    return !card->net.failed;
}

/* --- in --- */

static void post(struct netfront *card, unsigned id)
{
    struct netif_rx rx = {.id = (uint16_t)id, .ref = card->rx_ref[id]};

    card->posted[id] = true;
    gnttab_grant(rx.ref, card->bus.domid, card->buffer[id].paddr, true);
    front_ring_put(&card->rx, &rx, sizeof(rx)); /* there is room for all */
    card->kick_rx++;
}

void netfront_kick_rx(struct netfront *card)
{
    if (card->kick_rx == 0 || card->net.failed)
        return;
    card->kick_rx = 0;
    if (!front_ring_push(&card->rx))
        return;
    card->net.counters.kicks++;
    xen_notify(card->port);
}

void netfront_post_all(struct netfront *card)
{
    for (unsigned i = 0; i < card->rx_buffers; i++)
        post(card, i);
    netfront_kick_rx(card);
}

void netfront_release(struct netdev *net, struct netbuf *frame)
{
    struct netfront *card = net->driver;

    if (net->failed)
        return;
    post(card, (unsigned)(frame - card->buffer));
    if (card->kick_rx >= KICK_AFTER)
        netfront_kick_rx(card);
}

/* Does @in tell of a whole frame in a buffer? */
static bool whole(const struct netfront *card, const struct netif_rx_answer *in)
{
    return !card->skipping && !(in->flags & NETIF_RX_MORE) &&
           in->status >= FRAME_MIN && in->offset <= PAGE_SIZE &&
           (uint16_t)in->status <= PAGE_SIZE - in->offset;
}

static struct netbuf *make_frame(struct netfront *card,
                                 const struct netif_rx_answer *in)
{
    struct netbuf *b = &card->buffer[in->id];

    b->next = NULL;
    b->data = (uint8_t *)(uintptr_t)b->paddr + in->offset;
    b->len = b->total = (uint16_t)in->status;
    b->room = (uint32_t)PAGE_SIZE - in->offset;
    b->gso_size = b->csum_start = b->csum_offset = 0;
    /* a blank sum is of a frame that never was on a wire */
    b->flags = in->flags & (NETIF_RX_VALIDATED | NETIF_RX_CSUM_BLANK)
                   ? NET_CSUM_OK
                   : 0;
    card->net.counters.rx_frames++;
    card->net.counters.rx_bytes += b->len;
    return b;
}

/* The next answer of the backend's; false if there is none that is good. */
static bool next(struct netfront *card, struct netif_rx_answer *in)
{
    int got = front_ring_get(&card->rx, in, sizeof(*in));

    if (got < 0)
        netfront_fail(card, "the receiving backend's index lies:",
                      card->rx.page->rsp_prod);
    if (got <= 0)
        return false;
    if (in->id >= card->rx_buffers || !card->posted[in->id] ||
        in->flags & NETIF_RX_EXTRA) {
        netfront_fail(card, "a frame in no buffer, or with extras:",
                      in->id | (uint32_t)in->flags << 16);
        return false;
    }
    card->posted[in->id] = false;
    if (gnttab_revoke(card->rx_ref[in->id]) == 0)
        return true;
    netfront_fail(card, "the backend still has the buffer of frame", in->id);
    return false;
}

struct netbuf *netfront_receive(struct netdev *net)
{
    struct netfront *card = net->driver;
    struct netif_rx_answer in;

    while (card->started && netfront_sound(card) && next(card, &in)) {
        bool good = whole(card, &in);

        card->skipping = in.flags & NETIF_RX_MORE;
        if (good)
            return make_frame(card, &in);
        net->counters.rx_errors++;
        netfront_release(net, &card->buffer[in.id]);
    }
    return NULL;
}

/* --- out --- */

static uint16_t copy(uint8_t *to, const struct net_tx *tx)
{
    uint32_t len = 0;

    for (unsigned i = 0; i < tx->segments; i++) {
        if (tx->segment[i].len > NETFRONT_TX_SIZE - len)
            return 0;
        memcpy(to + len, tx->segment[i].data, tx->segment[i].len);
        len += tx->segment[i].len;
    }
    return (uint16_t)len;
}

static int put(struct netfront *card, struct net_tx *tx)
{
    uint16_t id = card->tx_free, flags = NETIF_TX_CSUM_BLANK;
    uint16_t len = copy(card->tx_data + id * NETFRONT_TX_SIZE, tx);
    struct netif_tx out = {
        .ref = card->tx_ref[id / 2],
        .offset = (uint16_t)(id % 2 * NETFRONT_TX_SIZE),
        .flags = tx->flags & NET_CSUM ? flags | NETIF_TX_VALIDATED : 0,
        .id = id,
        .size = len,
    };

    if (len == 0)
        return -EINVAL;
    card->tx_free = card->tx_next[id];
    card->sending[id] = tx;
    front_ring_put(&card->tx, &out, sizeof(out));
    card->net.counters.tx_frames++;
    card->net.counters.tx_bytes += len;
    return 0;
}

int netfront_send(struct netdev *net, struct net_tx *tx, bool more)
{
    struct netfront *card = net->driver;
    int error = -EAGAIN;

    if (!card->started || !netfront_sound(card))
        return -ENODEV;
    if (card->tx_free == NETFRONT_NONE)
        netfront_reap(net);
    if (net->failed)
        return -ENODEV;
    if (card->tx_free != NETFRONT_NONE)
        error = put(card, tx);
    if (error == -EAGAIN) {
        card->was_full = true;
        net->counters.tx_full++;
    }
    if ((error || !more) && front_ring_push(&card->tx)) {
        net->counters.kicks++;
        xen_notify(card->port);
    }
    return error;
}

unsigned netfront_reap(struct netdev *net)
{
    struct netfront *card = net->driver;
    struct netif_tx_answer in;
    unsigned n = 0;
    int got = 0;

    while (card->started && netfront_sound(card) &&
           (got = front_ring_get(&card->tx, &in, sizeof(in))) == 1) {
        struct net_tx *tx =
            in.id < card->tx_slots ? card->sending[in.id] : NULL;

        if (!tx) {
            netfront_fail(card, "an answer to no frame:", in.id);
            break;
        }
        card->sending[in.id] = NULL;
        card->tx_next[in.id] = card->tx_free;
        card->tx_free = in.id;
        n++;
        card->net.counters.tx_errors += in.status < 0;
        tx->done(tx, in.status >= 0);
    }
    if (got < 0)
        netfront_fail(
            card, "the sending backend's index lies:", card->tx.page->rsp_prod);
    if (n)
        card->was_full = false;
    return n;
}

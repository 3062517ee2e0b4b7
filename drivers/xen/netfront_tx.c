/*
 * netfront_tx.c - frames that go out. [XEN io/netif.h, "Guest transmit"]
 *
 * Each slot has a page that is granted once, for the backend to read, and
 * frames are copied to as many as they need. So a backend that keeps a page
 * mapped keeps nothing of the program's, nor sees what else is in its pages.
 * A frame to be cut into segments has a slot more, behind the first one,
 * which says how; that one has no page, and its answer no number.
 */
#include "drivers/xen/netfront.h"

#include "arch/x86/xen.h"
#include "kernel/base.h"
#include "kernel/errno.h"
#include "kernel/string.h"

/* --- answers --- */

/* Slot @id's: done() comes with the last one of its frame. */
static unsigned answered(struct netfront *card, unsigned id, bool ok)
{
    struct netfront_slot *slot = &card->slot[id];
    struct netfront_slot *first = &card->slot[slot->first];
    struct net_tx *tx = slot->tx;

    slot->tx = NULL;
    first->bad |= !ok;
    if (--first->left > 0)
        return 0;
    card->tx_slots_free += first->count;
    card->slot[first->last].next = card->tx_free;
    card->tx_free = (uint16_t)(first - card->slot);
    card->net.counters.tx_errors += first->bad;
    tx->done(tx, !first->bad);
    return 1;
}

static void drop_all(struct netfront *card)
{
    for (unsigned i = 0; i < card->tx_slots; i++) {
        if (card->slot[i].tx)
            answered(card, i, false);
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

static unsigned take_answer(struct netfront *card,
                            const struct netif_tx_answer *in)
{
    if (in->status == NETIF_NO_ANSWER && card->tx_extras > 0)
        card->tx_extras--;
    else if (in->status > NETIF_SENT)
        netfront_fail(card, "an answer of no sense:", (uint32_t)in->status);
    else if (in->id >= card->tx_slots || !card->slot[in->id].tx)
        netfront_fail(card, "an answer to no frame:", in->id);
    else
        return answered(card, in->id, in->status == NETIF_SENT);
    return 0;
}

unsigned netfront_reap(struct netdev *net)
{
    struct netfront *card = net->driver;
    struct netif_tx_answer in;
    unsigned n = 0;
    int got = 0;

    while (card->started && netfront_sound(card) &&
           (got = front_ring_get(&card->tx, &in, sizeof(in))) == 1)
        n += take_answer(card, &in);
    if (got < 0)
        netfront_fail(
            card, "the sending backend's index lies:", card->tx.page->rsp_prod);
    if (n)
        card->was_full = false;
    return n;
}

/* --- requests --- */

/* Where a frame is read: @offset into its segment @i. */
struct place {
    const struct net_tx *tx;
    unsigned i;
    uint32_t offset;
};

static void copy(uint8_t *to, uint32_t len, struct place *from)
{
    while (len > 0) {
        const struct net_segment *s = &from->tx->segment[from->i];
        uint32_t some = MIN(len, s->len - from->offset);

        memcpy(to, (const uint8_t *)s->data + from->offset, some);
        to += some;
        len -= some;
        from->offset += some;
        if (from->offset == s->len) {
            from->i++;
            from->offset = 0;
        }
    }
}

static uint32_t length(const struct net_tx *tx)
{
    uint32_t len = 0;

    for (unsigned i = 0; i < tx->segments; i++)
        len += tx->segment[i].len; /* netdev.c has seen that it is not long */
    return len;
}

static void put_extra(struct netfront *card, const struct net_tx *tx)
{
    struct netif_extra extra = {
        .type = NETIF_EXTRA_GSO,
        .size = tx->gso_size,
        .gso_type = tx->flags & NET_TSO4 ? NETIF_GSO_TCPV4 : NETIF_GSO_TCPV6,
    };

    front_ring_put(&card->tx, &extra, sizeof(extra));
    card->tx_extras++;
}

/* There is room. The first slot's request has the length of all. */
static void put(struct netfront *card, struct net_tx *tx, uint32_t len)
{
    struct netfront_slot *first = &card->slot[card->tx_free];
    struct place from = {.tx = tx};
    uint16_t id = card->tx_free, flags = 0;

    if (tx->flags & NET_CSUM)
        flags = NETIF_TX_CSUM_BLANK | NETIF_TX_VALIDATED;
    if (tx->flags & (NET_TSO4 | NET_TSO6))
        flags |= NETIF_TX_EXTRA;
    first->count = 0;
    first->bad = false;
    for (uint32_t left = len, some; left > 0; left -= some) {
        some = MIN(left, NETIF_PAGE);
        struct netif_tx out = {
            .ref = card->tx_ref[id],
            .flags = flags | (left > some ? NETIF_TX_MORE : 0),
            .id = id,
            .size = (uint16_t)(left == len ? len : some),
        };

        copy(card->tx_data + id * NETIF_PAGE, some, &from);
        front_ring_put(&card->tx, &out, sizeof(out));
        if (flags & NETIF_TX_EXTRA)
            put_extra(card, tx);
        flags = 0;
        card->slot[id].tx = tx;
        card->slot[id].first = card->tx_free;
        first->last = id;
        first->count++;
        id = card->slot[id].next;
    }
    first->left = first->count;
    card->tx_free = id;
    card->tx_slots_free -= first->count;
    card->net.counters.tx_frames++;
    card->net.counters.tx_bytes += len;
}

/* An extra slot may be needed, too; of its kind some are not answered yet. */
static bool room(const struct netfront *card, uint32_t slots)
{
    return card->tx_slots_free >= slots && front_ring_room(&card->tx) > slots;
}

int netfront_send(struct netdev *net, struct net_tx *tx, bool more)
{
    struct netfront *card = net->driver;
    uint32_t len = length(tx), slots = (len + NETIF_PAGE - 1) / NETIF_PAGE;
    int error = 0;

    if (!card->started || !netfront_sound(card))
        return -ENODEV;
    if (!room(card, slots))
        netfront_reap(net);
    if (net->failed)
        return -ENODEV;
    if (len > NETIF_TX_MAX || slots > card->tx_slots) {
        error = -EINVAL;
    } else if (!room(card, slots)) {
        error = -EAGAIN;
        card->was_full = true;
        net->counters.tx_full++;
    } else {
        put(card, tx, len);
    }
    if ((error || !more) && front_ring_push(&card->tx)) {
        net->counters.kicks++;
        xen_notify(card->port);
    }
    return error;
}

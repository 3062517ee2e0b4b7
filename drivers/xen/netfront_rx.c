/*
 * netfront_rx.c - frames that come in. [XEN io/netif.h, "Guest receive"]
 *
 * A page is granted while the backend may fill it, and not while anybody here
 * looks at what it has put there, so that it stays as it was. A long frame is
 * in several of them, one after the other in the ring. The page of a slot that
 * holds something else than data is known by the slot's place alone: the
 * backend answers in order, and is held to it.
 */
#include "drivers/xen/netfront.h"

#include "arch/x86/xen.h"
#include "drivers/xen/gnttab.h"
#include "kernel/base.h"

#define KICK_AFTER 16
#define BAD_MOST   64 /* of one look: then others get their turn */

static void post(struct netfront *card, unsigned id)
{
    struct netif_rx rx = {.id = (uint16_t)id, .ref = card->rx_ref[id]};

    card->rx_at[card->rx.put % NETFRONT_RX] = (uint16_t)id;
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

    while (frame && !net->failed) {
        struct netbuf *next = frame->next;

        post(card, (unsigned)(frame - card->buffer));
        frame = next;
    }
    if (card->kick_rx >= KICK_AFTER)
        netfront_kick_rx(card);
}

/* The next slot and its buffer; NULL if there is none that is good. */
static struct netbuf *next(struct netfront *card, union netif_rx_slot *slot)
{
    unsigned id = card->rx_at[card->rx.taken % NETFRONT_RX];
    int got = front_ring_get(&card->rx, slot, sizeof(*slot));

    if (got < 0)
        netfront_fail(card, "the receiving backend's index lies:",
                      card->rx.page->rsp_prod);
    else if (got > 0 && !card->in.extra && slot->data.id != id)
        netfront_fail(
            card, "a frame in another buffer than the next:", slot->data.id);
    else if (got > 0 && gnttab_revoke(card->rx_ref[id]) != 0)
        netfront_fail(card, "the backend still has the buffer of frame", id);
    else if (got > 0)
        return &card->buffer[id];
    return NULL;
}

/* Behind what has come of the frame. */
static void append(struct netfront *card, struct netbuf *b,
                   const struct netif_rx_answer *in)
{
    b->next = NULL;
    b->data = (uint8_t *)(uintptr_t)b->paddr + (card->in.bad ? 0 : in->offset);
    b->len = card->in.bad ? 0 : (uint16_t)in->status;
    b->room = NETIF_PAGE - (uint32_t)(b->data - (uint8_t *)b->paddr);
    if (card->first)
        card->last->next = b;
    else
        card->first = b;
    card->last = b;
}

static struct netbuf *take_frame(struct netfront *card)
{
    const struct netif_frame *in = &card->in;
    struct netbuf *b = card->first;

    card->first = NULL;
    b->total = in->total;
    b->gso_size = in->gso_size;
    b->csum_start = b->csum_offset = 0;
    /* a blank sum is of a frame that never was on a wire */
    b->flags = in->flags & (NETIF_RX_VALIDATED | NETIF_RX_CSUM_BLANK)
                   ? NET_CSUM_OK
                   : 0;
    if (in->gso_size)
        b->flags |= in->gso_type == NETIF_GSO_TCPV4 ? NET_TSO4 : NET_TSO6;
    return b;
}

/* One slot more: a frame if that was its last, which may be a bad one. */
static struct netbuf *add(struct netfront *card, struct netbuf *b,
                          const union netif_rx_slot *slot)
{
    bool extra = card->in.extra;
    enum netif_step step = netif_frame_add(&card->in, slot, card->large);

    if (step == NETIF_ENDLESS) {
        netfront_fail(card, "a frame without an end: slots", card->in.slots);
        return NULL;
    }
    if (extra)
        post(card, (unsigned)(b - card->buffer));
    else
        append(card, b, &slot->data);
    card->in.bad |= step == NETIF_BAD;
    return step == NETIF_OPEN ? NULL : take_frame(card);
}

struct netbuf *netfront_receive(struct netdev *net)
{
    struct netfront *card = net->driver;
    union netif_rx_slot slot;
    struct netbuf *b;
    unsigned bad = 0;

    while (bad < BAD_MOST && card->started && netfront_sound(card) &&
           (b = next(card, &slot))) {
        b = add(card, b, &slot);
        if (b && !card->in.bad) {
            net->counters.rx_frames++;
            net->counters.rx_bytes += b->total;
            return b;
        }
        if (b) {
            bad++;
            net->counters.rx_errors++;
            netfront_release(net, b);
        }
    }
    return NULL;
}

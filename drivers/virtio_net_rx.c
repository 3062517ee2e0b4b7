/*
 * virtio_net_rx.c - frames that come in. [VIRTIO 5.1.6.3, 5.1.6.4]
 *
 * Buffers of 2 KiB, two to a page, each a struct netbuf. With mergeable
 * buffers a long frame fills several; the first one's header says how many.
 * The header is copied before it is looked at: the device could change it.
 * A buffer goes back to the queue that it came from; the queues have their turn
 * for some frames each.
 */
#include "drivers/virtio_net.h"

#include "kernel/base.h"
#include "kernel/errno.h"
#include "kernel/page_alloc.h"
#include "kernel/string.h"

#define FRAME_MIN  14
#define KICK_AFTER 16 /* buffers */
#define TURN       16 /* frames */

/* Legacy devices without ANY_LAYOUT want the header in a piece of its own,
 * unless buffers are merged [VIRTIO 5.1.6.3.2]. */
static bool header_apart(const struct card *card)
{
    return card->dev->legacy && !virtio_has(card->dev, VIRTIO_F_ANY_LAYOUT) &&
           !virtio_has(card->dev, NET_F_MRG_RXBUF);
}

static void post(struct card *card, struct netbuf *b)
{
    struct net_pair *pair = b->driver;
    struct virtq_piece piece[2] = {{b->paddr, NET_BUFFER}};
    unsigned n = 1;

    if (header_apart(card)) {
        piece[0].len = card->header;
        piece[1] = (struct virtq_piece){b->paddr + card->header,
                                        NET_BUFFER - card->header};
        n = 2;
    }
    /* there is room for all buffers; after a fault it does not matter */
    if (virtq_add(pair->rx, piece, 0, n, b) == 0)
        pair->posted++;
}

/* The buffers of one pair. */
static int pair_start(struct card *card, struct net_pair *pair)
{
    unsigned per = header_apart(card) ? 2 : 1;
    unsigned n = MIN(card->buffers, virtq_room(pair->rx) / per);
    struct netbuf *b;
    uint64_t table = ALIGN_UP(n * sizeof(struct netbuf), PAGE_SIZE);
    uint64_t data = ALIGN_UP(n * (uint64_t)NET_BUFFER, PAGE_SIZE);
    uint64_t pages = (table + data) / PAGE_SIZE, paddr;
    uint8_t *p;

    if (page_alloc(pages, 1, PAGE_HIGH_FIRST, PAGE_ANY_ADDRESS, &paddr) != 0)
        return -ENOMEM;
    p = page_ptr(paddr, pages);
    if (!p) {
        page_free(paddr, pages);
        return -ENOMEM;
    }
    memset(p, 0, table);
    b = (struct netbuf *)p;
    card->net.rx_room = MIN(card->net.rx_room, n);
    for (unsigned i = 0; i < n; i++) {
        b[i].driver = pair;
        b[i].paddr = paddr + table + i * (uint64_t)NET_BUFFER;
        post(card, &b[i]);
    }
    return 0;
}

int net_rx_start(struct card *card)
{
    unsigned wanted = card->pairs;
    int err = 0;

    card->net.rx_room = card->buffers;
    card->turn = card->pair;
    card->turn_left = TURN;
    for (card->pairs = 0; card->pairs < wanted; card->pairs++) {
        err = pair_start(card, &card->pair[card->pairs]);
        if (err)
            break;
    }
    return card->pairs > 0 ? 0 : err;
}

static void kick(struct card *card, struct net_pair *pair)
{
    if (pair->posted == 0 || card->dev->failed)
        return;
    pair->posted = 0;
    if (virtio_kick(card->dev, NET_QUEUE_RX(pair->index)))
        card->net.counters.kicks++;
}

void net_rx_kick(struct card *card)
{
    for (unsigned i = 0; i < card->pairs; i++)
        kick(card, &card->pair[i]);
}

void net_rx_release(struct netdev *net, struct netbuf *frame)
{
    struct card *card = net->driver;
    struct net_pair *pair = frame->driver;

    while (frame) {
        struct netbuf *next = frame->next;

        post(card, frame);
        frame = next;
    }
    if (pair->posted >= KICK_AFTER)
        kick(card, pair);
}

/* The next buffer with its @skip first bytes left out; NULL: none, or bad. */
static struct netbuf *pop(struct virtq *q, unsigned skip, bool *bad)
{
    struct netbuf *b;
    void *cookie;
    uint32_t len;

    if (!virtq_pop(q, &cookie, &len))
        return NULL;
    b = cookie;
    b->next = NULL;
    b->data = (uint8_t *)(uintptr_t)b->paddr + skip;
    b->len = len > skip ? len - skip : 0;
    b->room = NET_BUFFER - skip;
    *bad = len <= skip;
    return b;
}

/* Whether the header's flags are such as were negotiated and make sense. */
static bool header_good(const struct card *card, const struct net_header *h,
                        const struct netbuf *frame)
{
    uint8_t gso = h->gso_type & (uint8_t)~NET_GSO_ECN;

    if (gso != NET_GSO_NONE &&
        !(gso == NET_GSO_TCPV4 && virtio_has(card->dev, NET_F_GUEST_TSO4)) &&
        !(gso == NET_GSO_TCPV6 && virtio_has(card->dev, NET_F_GUEST_TSO6)))
        return false;
    if (!(h->flags & NET_HDR_NEEDS_CSUM))
        return gso == NET_GSO_NONE;
    return virtio_has(card->dev, NET_F_GUEST_CSUM) &&
           h->csum_start + h->csum_offset + 2u <= frame->total;
}

static void set_flags(const struct card *card, const struct net_header *h,
                      struct netbuf *frame)
{
    uint8_t gso = h->gso_type & (uint8_t)~NET_GSO_ECN;

    frame->flags = 0;
    if (h->flags & NET_HDR_NEEDS_CSUM)
        frame->flags |= NET_CSUM;
    else if (h->flags & NET_HDR_DATA_VALID &&
             virtio_has(card->dev, NET_F_GUEST_CSUM))
        frame->flags |= NET_CSUM_OK;
    if (gso != NET_GSO_NONE)
        frame->flags |= gso == NET_GSO_TCPV4 ? NET_TSO4 : NET_TSO6;
    frame->gso_size = h->gso_size;
    frame->csum_start = h->csum_start;
    frame->csum_offset = h->csum_offset;
}

/* The rest of a frame of several buffers. */
static bool gather(struct netbuf *frame, unsigned more)
{
    const struct net_pair *pair = frame->driver;
    struct netbuf *last = frame;
    bool bad = false, any_bad = false;

    while (more-- > 0) {
        struct netbuf *b = pop(pair->rx, 0, &bad);

        if (!b)
            return false; /* fewer are there than the header says */
        any_bad |= bad;
        last->next = b;
        last = b;
        frame->total += b->len;
    }
    return !any_bad;
}

static bool complete(struct card *card, struct netbuf *frame)
{
    struct net_header h = {.buffers = 1};

    memcpy(&h, (const void *)(uintptr_t)frame->paddr, card->header);
    if (!virtio_has(card->dev, NET_F_MRG_RXBUF))
        h.buffers = 1;
    frame->total = frame->len;
    if (h.buffers == 0 || h.buffers > card->buffers ||
        !gather(frame, h.buffers - 1u) || frame->total < FRAME_MIN ||
        frame->total > NET_FRAME_MAX || !header_good(card, &h, frame))
        return false;
    set_flags(card, &h, frame);
    return true;
}

/* The next frame of a pair that is any good; NULL: none. */
static struct netbuf *take(struct card *card, struct net_pair *pair)
{
    struct netdev *net = &card->net;
    struct netbuf *frame;
    bool bad;

    while ((frame = pop(pair->rx, card->header, &bad))) {
        if (!bad && complete(card, frame)) {
            net->counters.rx_frames++;
            net->counters.rx_bytes += frame->total;
            net->queue[pair->index].rx_frames++;
            return frame;
        }
        net->counters.rx_errors++;
        net_rx_release(net, frame);
    }
    return NULL;
}

static void next_turn(struct card *card)
{
    card->turn++;
    if (card->turn == card->pair + card->pairs)
        card->turn = card->pair;
    card->turn_left = TURN;
}

struct netbuf *net_rx_receive(struct netdev *net)
{
    struct card *card = net->driver;

    if (!card->started)
        return NULL;
    for (unsigned i = 0; i < card->pairs; i++) {
        struct netbuf *frame = take(card, card->turn);

        if (!frame || --card->turn_left == 0)
            next_turn(card);
        if (frame)
            return frame;
    }
    net_sound(card);
    return NULL;
}

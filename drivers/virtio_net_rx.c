/*
 * virtio_net_rx.c - frames that come in. [VIRTIO 5.1.6.3, 5.1.6.4]
 *
 * Buffers of 2 KiB, two to a page, each a struct netbuf. With mergeable
 * buffers a long frame fills several; the first one's header says how many.
 * The header is copied before it is looked at: the device could change it.
 */
#include "drivers/virtio_net.h"

#include "kernel/base.h"
#include "kernel/errno.h"
#include "kernel/page_alloc.h"
#include "kernel/string.h"

#define FRAME_MIN  14
#define KICK_AFTER 16 /* buffers */

/* Legacy devices without ANY_LAYOUT want the header in a piece of its own,
 * unless buffers are merged [VIRTIO 5.1.6.3.2]. */
static bool header_apart(const struct card *card)
{
    return card->dev->legacy && !virtio_has(card->dev, VIRTIO_F_ANY_LAYOUT) &&
           !virtio_has(card->dev, NET_F_MRG_RXBUF);
}

static void post(struct card *card, struct netbuf *b)
{
    struct virtq_piece piece[2] = {{b->paddr, NET_BUFFER}};
    unsigned n = 1;

    if (header_apart(card)) {
        piece[0].len = card->header;
        piece[1] = (struct virtq_piece){b->paddr + card->header,
                                        NET_BUFFER - card->header};
        n = 2;
    }
    /* there is room for all buffers; after a fault it does not matter */
    if (virtq_add(card->dev->queue[NET_QUEUE_RX], piece, 0, n, b) == 0)
        card->posted++;
}

int net_rx_start(struct card *card)
{
    unsigned per = header_apart(card) ? 2 : 1;
    unsigned n =
        MIN(card->buffers, virtq_room(card->dev->queue[NET_QUEUE_RX]) / per);
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
    card->buffer = (struct netbuf *)p;
    card->buffers = n;
    card->net.rx_room = n;
    for (unsigned i = 0; i < n; i++) {
        card->buffer[i].paddr = paddr + table + i * (uint64_t)NET_BUFFER;
        post(card, &card->buffer[i]);
    }
    return 0;
}

void net_rx_kick(struct card *card)
{
    if (card->posted == 0 || card->dev->failed)
        return;
    card->posted = 0;
    if (virtio_kick(card->dev, NET_QUEUE_RX))
        card->net.counters.kicks++;
}

void net_rx_release(struct netdev *net, struct netbuf *frame)
{
    struct card *card = net->driver;

    while (frame) {
        struct netbuf *next = frame->next;

        post(card, frame);
        frame = next;
    }
    if (card->posted >= KICK_AFTER)
        net_rx_kick(card);
}

/* The next buffer with its @skip first bytes left out; NULL: none, or bad. */
static struct netbuf *pop(struct card *card, unsigned skip, bool *bad)
{
    struct virtq *q = card->dev->queue[NET_QUEUE_RX];
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
static bool gather(struct card *card, struct netbuf *frame, unsigned more)
{
    struct netbuf *last = frame;
    bool bad = false, any_bad = false;

    while (more-- > 0) {
        struct netbuf *b = pop(card, 0, &bad);

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
        !gather(card, frame, h.buffers - 1u) || frame->total < FRAME_MIN ||
        frame->total > NET_FRAME_MAX || !header_good(card, &h, frame))
        return false;
    set_flags(card, &h, frame);
    return true;
}

struct netbuf *net_rx_receive(struct netdev *net)
{
    struct card *card = net->driver;

    for (;;) {
        bool bad = false;
        struct netbuf *frame =
            card->started ? pop(card, card->header, &bad) : NULL;

        if (!frame) {
            net_sound(card);
            return NULL;
        }
        if (!bad && complete(card, frame)) {
            net->counters.rx_frames++;
            net->counters.rx_bytes += frame->total;
            return frame;
        }
        net->counters.rx_errors++;
        net_rx_release(net, frame);
    }
}

/*
 * ring_model.h - a device at the other end of a virtqueue, on the host.
 *
 * It follows the specification; a test makes it lie by writing to the shared
 * memory itself. Physical addresses are offsets into that memory plus
 * MODEL_PADDR, those of buffers are whatever the test gave.
 */
#pragma once

#include <stdlib.h>
#include <string.h>

#include "drivers/virtio_ring.h"

#define MODEL_PADDR  0x123450000ull
#define MODEL_PIECES 64

struct ring_model {
    struct virtq q;
    void *shared, *private;
    size_t shared_size;
    uint16_t avail_seen, used_idx; /* the device's own */
};

/* What the device finds at an index of the avail ring. */
struct ring_request {
    uint16_t head;
    unsigned out, in;
    struct virtq_piece piece[MODEL_PIECES];
};

static inline void model_start(struct ring_model *m,
                               const struct virtq_shape *shape)
{
    memset(m, 0, sizeof(*m));
    m->shared_size = virtq_shared_size(shape);
    m->shared = aligned_alloc(4096, (m->shared_size + 4095) / 4096 * 4096);
    m->private = malloc(virtq_private_size(shape));
    memset(m->shared, 0x5a, m->shared_size);
    memset(m->private, 0x5a, virtq_private_size(shape));
    virtq_init(&m->q, shape, m->shared, MODEL_PADDR, m->private);
}

static inline void model_end(struct ring_model *m)
{
    free(m->shared);
    free(m->private);
}

static inline void model_add_piece(struct ring_request *r,
                                   const struct virtq_desc *d)
{
    unsigned n = r->out + r->in;

    if (n == MODEL_PIECES)
        return;
    r->piece[n] = (struct virtq_piece){d->addr, d->len};
    if (d->flags & VIRTQ_DESC_WRITE)
        r->in++;
    else
        r->out++;
}

/* The next request the device has not looked at; false if there is none. */
static inline bool model_take(struct ring_model *m, struct ring_request *r)
{
    const struct virtq *q = &m->q;
    const struct virtq_desc *d, *table = q->desc;
    unsigned limit = q->shape.size;

    if (m->avail_seen == q->avail->idx)
        return false;
    memset(r, 0, sizeof(*r));
    r->head = q->avail->ring[m->avail_seen++ % q->shape.size];
    d = &table[r->head];
    if (d->flags & VIRTQ_DESC_INDIRECT) {
        limit = d->len / sizeof(*d);
        table = (const void *)((uint8_t *)m->shared + (d->addr - MODEL_PADDR));
        d = table;
    }
    for (unsigned i = 0; i < limit; i++) {
        model_add_piece(r, d);
        if (!(d->flags & VIRTQ_DESC_NEXT))
            break;
        d = &table[d->next];
    }
    return true;
}

/* Whether an honest device would interrupt for this entry, after writing it. */
static inline bool model_complete(struct ring_model *m, uint32_t id,
                                  uint32_t len)
{
    struct virtq *q = &m->q;
    uint16_t old = m->used_idx, event = q->avail->ring[q->shape.size];

    q->used->ring[m->used_idx++ % q->shape.size] =
        (struct virtq_used_entry){id, len};
    q->used->idx = m->used_idx;
    if (!q->shape.event_idx)
        return !(q->avail->flags & VIRTQ_NO_INTERRUPT);
    return (uint16_t)(m->used_idx - event - 1) < (uint16_t)(m->used_idx - old);
}

/*
 * byte_ring.c - see byte_ring.h.
 */
#include "drivers/xen/byte_ring.h"

#include "kernel/base.h"
#include "kernel/errno.h"
#include "kernel/string.h"

void byte_ring_init(struct byte_ring *ring, void *bytes, uint32_t size,
                    uint32_t *ours, uint32_t *theirs)
{
    *ring = (struct byte_ring){
        .bytes = bytes,
        .size = size,
        .ours = ours,
        .theirs = theirs,
        .index = __atomic_load_n(ours, __ATOMIC_RELAXED),
    };
}

/* Publishes the bytes, or the room, of @n more. */
static void advance(struct byte_ring *ring, uint32_t n)
{
    ring->index += n;
    /* pairs with the other side's read of the index before the bytes */
    __atomic_store_n(ring->ours, ring->index, __ATOMIC_RELEASE);
}

long byte_ring_left(const struct byte_ring *ring)
{
    /* pairs with the consumer's write of its index behind its reads */
    uint32_t taken = __atomic_load_n(ring->theirs, __ATOMIC_ACQUIRE);
    uint32_t left = ring->index - taken;

    return left <= ring->size ? (long)left : -EIO;
}

long byte_ring_put(struct byte_ring *ring, const void *p, size_t n)
{
    long left = byte_ring_left(ring);

    if (left < 0)
        return left;
    uint32_t at = ring->index & (ring->size - 1);
    uint32_t some = (uint32_t)MIN(n, ring->size - (uint32_t)left);
    uint32_t first = MIN(some, ring->size - at);
    memcpy(ring->bytes + at, p, first);
    memcpy(ring->bytes, (const uint8_t *)p + first, some - first);
    if (some > 0)
        advance(ring, some);
    return some;
}

long byte_ring_get(struct byte_ring *ring, void *p, size_t n)
{
    /* pairs with the producer's write of its index behind the bytes */
    uint32_t there = __atomic_load_n(ring->theirs, __ATOMIC_ACQUIRE);
    uint32_t waiting = there - ring->index;

    if (waiting > ring->size)
        return -EIO;
    uint32_t at = ring->index & (ring->size - 1);
    uint32_t some = (uint32_t)MIN(n, waiting);
    uint32_t first = MIN(some, ring->size - at);
    memcpy(p, ring->bytes + at, first);
    memcpy((uint8_t *)p + first, ring->bytes, some - first);
    if (some > 0)
        advance(ring, some);
    return some;
}

/*
 * byte_ring.h - one direction of a ring of bytes shared with another domain.
 *
 * Xen's console and xenstore pages each hold two of them: a power of two of
 * bytes and two free-running 32-bit indices, the producer's and the
 * consumer's. The other side may write anything anywhere at any time, so each
 * index of ours is kept here as well and never read back, and theirs is
 * checked at each use. Pure: no device is touched.
 * [XEN io/console.h, io/xs_wire.h]
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

/*
 * struct byte_ring - one side of one direction.
 *
 * @bytes   the shared bytes, @size of them, a power of two
 * @ours    the shared index that this side advances
 * @theirs  the other side's
 * @index   what *ours was last set to
 */
struct byte_ring {
    uint8_t *bytes;
    uint32_t size;
    uint32_t *ours, *theirs;
    uint32_t index;
};

/*
 * byte_ring_init - start where the shared index of ours stands.
 *
 * The arguments are the fields of the same names.
 */
void byte_ring_init(struct byte_ring *ring, void *bytes, uint32_t size,
                    uint32_t *ours, uint32_t *theirs);

/*
 * byte_ring_put - as the producer: copy in what fits of the @n bytes at @p.
 *
 * Returns how many were taken, 0 if the ring is full; -EIO if the consumer's
 * index lies: the ring is of no use any more. Any context, one at a time.
 */
long byte_ring_put(struct byte_ring *ring, const void *p, size_t n);

/*
 * byte_ring_get - as the consumer: copy out at most @n bytes to @p.
 *
 * Returns how many, 0 if the ring is empty; -EIO if the producer's index
 * lies. Any context, one at a time.
 */
long byte_ring_get(struct byte_ring *ring, void *p, size_t n);

/*
 * byte_ring_left - as the producer: how many bytes the consumer has not taken.
 *
 * -EIO if its index lies. Any context.
 */
long byte_ring_left(const struct byte_ring *ring);

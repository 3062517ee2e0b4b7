/*
 * virtio_ring.h - split virtqueues: a pure structure over shared memory.
 *
 * The device is not trusted. What it can write is read once, checked, and
 * never used to find anything: who asked for what lies in private memory
 * (struct virtq_slot), and descriptors are written and never read back. A
 * device that breaks the rules leaves a fault in the queue; from then on
 * nothing more goes in or comes out, until the driver has reset the device
 * and taken its buffers back by virtq_take_back().
 *
 * Nothing here allocates, waits, logs or locks, so the same code runs against
 * a hostile device on the host (tests/fuzz/fuzz_virtio_ring.c). The callers
 * see to it that one thread or handler at a time uses a queue.
 * [VIRTIO 2.7 "Split Virtqueues"]
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define VIRTQ_SIZE_MAX      32768u
#define VIRTQ_ALIGN         64u   /* version 1: used ring by 4; a cache line */
#define VIRTQ_ALIGN_LEGACY  4096u /* [VIRTIO 2.7.2 "Legacy Interfaces"] */

#define VIRTQ_DESC_NEXT     1
#define VIRTQ_DESC_WRITE    2
#define VIRTQ_DESC_INDIRECT 4
#define VIRTQ_NO_INTERRUPT  1 /* avail.flags */
#define VIRTQ_NO_NOTIFY     1 /* used.flags */

struct virtq_desc {
    uint64_t addr;
    uint32_t len;
    uint16_t flags, next;
};

struct virtq_used_entry {
    uint32_t id, len;
};

struct virtq_avail {
    uint16_t flags, idx, ring[]; /* behind the ring: used_event */
};

struct virtq_used {
    uint16_t flags, idx;
    struct virtq_used_entry ring[]; /* behind the ring: avail_event */
};

_Static_assert(sizeof(struct virtq_desc) == 16, "[VIRTIO 2.7.5]");
_Static_assert(offsetof(struct virtq_avail, ring) == 4, "[VIRTIO 2.7.6]");
_Static_assert(offsetof(struct virtq_used, ring) == 4, "[VIRTIO 2.7.8]");

/* A piece of memory that the device reads or writes. */
struct virtq_piece {
    uint64_t paddr;
    uint32_t len;
};

/* What is private: one for each descriptor, the request's in its first. */
struct virtq_slot {
    void *cookie;
    uint32_t room;  /* bytes that the device may write */
    uint16_t count; /* descriptors of this request; 0: not given */
    uint16_t next;  /* the chain, and the list of free ones */
    uint16_t table; /* its indirect table, or VIRTQ_NONE */
};

#define VIRTQ_NONE 0xffffu

/* What the device did wrong: @value where at most @limit was right. */
struct virtq_fault {
    const char *what; /* NULL: nothing yet */
    uint32_t value, limit;
};

/*
 * struct virtq_shape - how large a queue is.
 *
 * @size        descriptors: a power of two up to VIRTQ_SIZE_MAX
 * @align       of the used ring: VIRTQ_ALIGN or VIRTQ_ALIGN_LEGACY
 * @tables      indirect tables; 0 if the device does not know them
 * @table_size  descriptors in each
 * @event_idx   VIRTIO_F_EVENT_IDX was negotiated
 * @vague_len   a legacy device may report any length [VIRTIO 2.7.8.2]: it is
 *              cut to what was given instead of being a fault
 */
struct virtq_shape {
    uint16_t size, tables, table_size;
    uint32_t align;
    bool event_idx, vague_len;
};

struct virtq {
    struct virtq_desc *desc; /* shared with the device, as the next four */
    struct virtq_avail *avail;
    struct virtq_used *used;
    struct virtq_desc *table;
    uint64_t paddr;
    struct virtq_slot *slot; /* private, from here on */
    uint16_t *table_next;
    struct virtq_shape shape;
    uint16_t free_head, free_count, table_head;
    uint16_t avail_idx, kicked_idx, used_idx;
    struct virtq_fault fault;
};

/* virtq_shared_size, virtq_private_size - bytes that virtq_init() wants. */
size_t virtq_shared_size(const struct virtq_shape *shape);
size_t virtq_private_size(const struct virtq_shape *shape);

/* Where avail and used begin in the shared memory; desc is at 0. */
size_t virtq_avail_offset(const struct virtq_shape *shape);
size_t virtq_used_offset(const struct virtq_shape *shape);

/*
 * virtq_init - an empty queue.
 *
 * @shared   virtq_shared_size() bytes at physical address @paddr, contiguous
 *           and aligned as shape->align; cleared here
 * @private  virtq_private_size() bytes, aligned to 8
 *
 * Both belong to the caller and live as long as the queue.
 */
void virtq_init(struct virtq *q, const struct virtq_shape *shape, void *shared,
                uint64_t paddr, void *private);

/*
 * virtq_add - give the device a request.
 *
 * @piece   @out pieces that it reads, then @in that it writes; none is empty
 * @cookie  comes back with it
 *
 * Returns 0; -EAGAIN if there is no room now; -EINVAL if it never fits; -EIO
 * after a fault. The device may see it at once; tell it by virtq_kick().
 */
int virtq_add(struct virtq *q, const struct virtq_piece *piece, unsigned out,
              unsigned in, void *cookie);

/* virtq_kick - whether the device wants to be notified of what was added. */
bool virtq_kick(struct virtq *q);

/*
 * virtq_pop - take back the next request that the device is done with.
 *
 * @len  bytes it says it wrote, never more than it was given to write
 *
 * Returns false if there is none, or after a fault, maybe a new one.
 */
bool virtq_pop(struct virtq *q, void **cookie, uint32_t *len);

/* virtq_pending - whether virtq_pop() would find something. */
bool virtq_pending(const struct virtq *q);

/*
 * virtq_arm - have the device interrupt when @after more are done than now
 * have been taken back; 1 for the next. A device without EVENT_IDX interrupts
 * for each.
 *
 * Returns false if so many are done already: then no interrupt may come.
 */
bool virtq_arm(struct virtq *q, uint16_t after);

/* virtq_disarm - interrupts are not needed; some may come still. */
void virtq_disarm(struct virtq *q);

/* virtq_in_flight - requests the device has. virtq_room - free descriptors. */
uint16_t virtq_in_flight(const struct virtq *q);
uint16_t virtq_room(const struct virtq *q);

/*
 * virtq_take_back - after a reset of the device: the cookie of any request
 * that it still had. False when it had none.
 */
bool virtq_take_back(struct virtq *q, void **cookie);

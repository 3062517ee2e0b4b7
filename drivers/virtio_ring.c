/*
 * virtio_ring.c - see virtio_ring.h.
 *
 * Memory shared with the device is read and written by __atomic built-ins:
 * once each, so that what was checked is what is used.
 */
#include "drivers/virtio_ring.h"

#include "arch/x86/cpu.h"
#include "kernel/base.h"
#include "kernel/errno.h"
#include "kernel/string.h"

/*
 * What was written is there for the device before what is read next is read.
 *
 * QEMU's TCG leaves a guest's fences out where it has one CPU, but its devices
 * have a thread of their own [QEMU 7.2 tcg/tcg-op.c, tcg_gen_mb]. It reads the
 * time-stamp counter under a lock, which is a fence of the host's.
 */
static void fence(void)
{
    __atomic_thread_fence(__ATOMIC_SEQ_CST);
    cpu_rdtsc();
}

static uint16_t load16(const uint16_t *p)
{
    return __atomic_load_n(p, __ATOMIC_RELAXED);
}

static void store16(uint16_t *p, uint16_t value)
{
    __atomic_store_n(p, value, __ATOMIC_RELAXED);
}

static uint16_t *used_event(const struct virtq *q)
{
    return &q->avail->ring[q->shape.size];
}

static const uint16_t *avail_event(const struct virtq *q)
{
    return (const uint16_t *)&q->used->ring[q->shape.size];
}

size_t virtq_avail_offset(const struct virtq_shape *shape)
{
    return shape->size * sizeof(struct virtq_desc);
}

size_t virtq_used_offset(const struct virtq_shape *shape)
{
    size_t avail = sizeof(struct virtq_avail) + shape->size * 2ul + 2;

    return ALIGN_UP(virtq_avail_offset(shape) + avail, shape->align);
}

static size_t tables_offset(const struct virtq_shape *shape)
{
    size_t used = sizeof(struct virtq_used) +
                  shape->size * sizeof(struct virtq_used_entry) + 2;

    return ALIGN_UP(virtq_used_offset(shape) + used, 16);
}

size_t virtq_shared_size(const struct virtq_shape *shape)
{
    return tables_offset(shape) + (size_t)shape->tables * shape->table_size *
                                      sizeof(struct virtq_desc);
}

size_t virtq_private_size(const struct virtq_shape *shape)
{
    return shape->size * sizeof(struct virtq_slot) + shape->tables * 2ul;
}

void virtq_init(struct virtq *q, const struct virtq_shape *shape, void *shared,
                uint64_t paddr, void *private)
{
    uint8_t *base = shared;
    uint16_t size = shape->size;

    assert(size && !(size & (size - 1)) && size <= VIRTQ_SIZE_MAX);
    memset(shared, 0, virtq_shared_size(shape));
    *q = (struct virtq){
        .desc = (struct virtq_desc *)base,
        .avail = (struct virtq_avail *)(base + virtq_avail_offset(shape)),
        .used = (struct virtq_used *)(base + virtq_used_offset(shape)),
        .table = (struct virtq_desc *)(base + tables_offset(shape)),
        .paddr = paddr,
        .slot = private,
        .shape = *shape,
        .free_count = size,
        .table_head = shape->tables ? 0 : VIRTQ_NONE,
    };
    q->table_next = (uint16_t *)(q->slot + size);
    for (unsigned i = 0; i < size; i++)
        q->slot[i] = (struct virtq_slot){.next = (uint16_t)(i + 1)};
    for (unsigned i = 0; i < shape->tables; i++)
        q->table_next[i] =
            i + 1u < shape->tables ? (uint16_t)(i + 1) : VIRTQ_NONE;
}

static void fault(struct virtq *q, const char *what, uint32_t value,
                  uint32_t limit)
{
    q->fault = (struct virtq_fault){what, value, limit};
}

/* Takes one descriptor from the free list. */
static uint16_t take(struct virtq *q)
{
    uint16_t i = q->free_head;

    assert(q->free_count > 0 && i < q->shape.size);
    q->free_head = q->slot[i].next;
    q->free_count--;
    return i;
}

static void fill(struct virtq_desc *d, const struct virtq_piece *piece,
                 bool write, bool more, uint16_t next)
{
    assert(piece->len > 0);
    *d = (struct virtq_desc){piece->paddr, piece->len,
                             (uint16_t)((write ? VIRTQ_DESC_WRITE : 0) |
                                        (more ? VIRTQ_DESC_NEXT : 0)),
                             next};
}

/* One descriptor that points to a table. */
static uint16_t add_indirect(struct virtq *q, const struct virtq_piece *piece,
                             unsigned out, unsigned count)
{
    uint16_t t = q->table_head, head = take(q);
    size_t first = (size_t)t * q->shape.table_size;
    struct virtq_desc *table = q->table + first;
    uint64_t offset = (uint64_t)((uint8_t *)table - (uint8_t *)q->desc);

    q->table_head = q->table_next[t];
    for (unsigned i = 0; i < count; i++)
        fill(&table[i], &piece[i], i >= out, i + 1 < count, (uint16_t)(i + 1));
    q->desc[head] = (struct virtq_desc){
        .addr = q->paddr + offset,
        .len = count * (uint32_t)sizeof(struct virtq_desc),
        .flags = VIRTQ_DESC_INDIRECT,
    };
    q->slot[head].table = t;
    q->slot[head].count = 1;
    return head;
}

static uint16_t add_chain(struct virtq *q, const struct virtq_piece *piece,
                          unsigned out, unsigned count)
{
    uint16_t head = q->free_head, last = head;

    for (unsigned i = 0; i < count; i++) {
        last = take(q);
        fill(&q->desc[last], &piece[i], i >= out, i + 1 < count,
             i + 1 < count ? q->free_head : 0);
    }
    q->slot[last].next = VIRTQ_NONE;
    q->slot[head].table = VIRTQ_NONE;
    q->slot[head].count = (uint16_t)count;
    return head;
}

int virtq_add(struct virtq *q, const struct virtq_piece *piece, unsigned out,
              unsigned in, void *cookie)
{
    unsigned count = out + in;
    bool fits = count <= q->shape.table_size && q->shape.tables > 0;
    bool indirect = count > 1 && fits && q->table_head != VIRTQ_NONE;
    uint32_t room = 0;
    uint16_t head;

    assert(count > 0);
    if (q->fault.what)
        return -EIO;
    if (count > q->shape.size && !fits)
        return -EINVAL;
    if (q->free_count < (indirect ? 1 : count))
        return -EAGAIN;
    for (unsigned i = out; i < count; i++) {
        assert(piece[i].len <= UINT32_MAX - room);
        room += piece[i].len;
    }
    head = indirect ? add_indirect(q, piece, out, count)
                    : add_chain(q, piece, out, count);
    q->slot[head].cookie = cookie;
    q->slot[head].room = room;
    store16(&q->avail->ring[q->avail_idx % q->shape.size], head);
    q->avail_idx++;
    /* pairs with the device's read of avail.idx [VIRTIO 2.7.13.3] */
    __atomic_store_n(&q->avail->idx, q->avail_idx, __ATOMIC_RELEASE);
    return 0;
}

bool virtq_kick(struct virtq *q)
{
    uint16_t old = q->kicked_idx, new = q->avail_idx;

    if (old == new || q->fault.what)
        return false;
    q->kicked_idx = new;
    /* avail.idx is written before the device's wish is read: it sets the wish
     * and then looks at avail.idx [VIRTIO 2.7.13.4.1] */
    fence();
    if (!q->shape.event_idx)
        return !(load16(&q->used->flags) & VIRTQ_NO_NOTIFY);
    uint16_t event = load16(avail_event(q));
    return (uint16_t)(new - event - 1) < (uint16_t)(new - old);
}

/* Puts the descriptors of the request at @head back. */
static void put(struct virtq *q, uint16_t head)
{
    struct virtq_slot *slot = &q->slot[head];
    uint16_t last = head;

    if (slot->table != VIRTQ_NONE) {
        q->table_next[slot->table] = q->table_head;
        q->table_head = slot->table;
    }
    for (unsigned i = 1; i < slot->count; i++)
        last = q->slot[last].next;
    q->slot[last].next = q->free_head;
    q->free_head = head;
    q->free_count += slot->count;
    slot->count = 0;
    slot->cookie = NULL;
}

bool virtq_pop(struct virtq *q, void **cookie, uint32_t *len)
{
    uint16_t n, in_flight = virtq_in_flight(q);
    const struct virtq_used_entry *entry;

    if (q->fault.what)
        return false;
    /* pairs with the device's write of used.idx [VIRTIO 2.7.14] */
    n = __atomic_load_n(&q->used->idx, __ATOMIC_ACQUIRE) - q->used_idx;
    if (n == 0)
        return false;
    if (n > in_flight) {
        fault(q, "more used than given", n, in_flight);
        return false;
    }
    entry = &q->used->ring[q->used_idx % q->shape.size];
    uint32_t id = __atomic_load_n(&entry->id, __ATOMIC_RELAXED);
    uint32_t used_len = __atomic_load_n(&entry->len, __ATOMIC_RELAXED);

    if (id >= q->shape.size) {
        fault(q, "used id out of range", id, q->shape.size - 1u);
        return false;
    }
    struct virtq_slot *slot = &q->slot[id];
    if (slot->count == 0) {
        fault(q, "used id was not given", id, q->shape.size - 1u);
        return false;
    }
    if (used_len > slot->room && !q->shape.vague_len) {
        fault(q, "used length is more than given", used_len, slot->room);
        return false;
    }
    *cookie = slot->cookie;
    *len = MIN(used_len, slot->room);
    put(q, (uint16_t)id);
    q->used_idx++;
    return true;
}

bool virtq_pending(const struct virtq *q)
{
    return !q->fault.what &&
           __atomic_load_n(&q->used->idx, __ATOMIC_ACQUIRE) != q->used_idx;
}

bool virtq_arm(struct virtq *q, uint16_t after)
{
    uint16_t done;

    assert(after > 0);
    if (q->shape.event_idx)
        store16(used_event(q), (uint16_t)(q->used_idx + after - 1));
    else
        store16(&q->avail->flags, 0);
    /* the wish is written before used.idx is read: the device writes used.idx
     * and then looks at the wish [VIRTIO 2.7.14] */
    fence();
    done = load16(&q->used->idx) - q->used_idx;
    return done < (q->shape.event_idx ? after : 1);
}

void virtq_disarm(struct virtq *q)
{
    /* with EVENT_IDX one arming gives one interrupt, and the flags stay 0 */
    if (!q->shape.event_idx)
        store16(&q->avail->flags, VIRTQ_NO_INTERRUPT);
}

uint16_t virtq_in_flight(const struct virtq *q)
{
    return (uint16_t)(q->avail_idx - q->used_idx);
}

uint16_t virtq_room(const struct virtq *q)
{
    return q->free_count;
}

bool virtq_take_back(struct virtq *q, void **cookie)
{
    for (unsigned i = 0; i < q->shape.size; i++) {
        if (q->slot[i].count == 0)
            continue;
        *cookie = q->slot[i].cookie;
        put(q, (uint16_t)i);
        return true;
    }
    return false;
}

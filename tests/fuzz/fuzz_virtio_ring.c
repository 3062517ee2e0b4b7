/*
 * fuzz_virtio_ring.c - a virtqueue against a device that does anything.
 *
 * Input: a byte for the queue's shape, then operations of one byte with their
 * operands. As long as the device has followed the rules, nothing may be a
 * fault; afterwards, whatever it writes anywhere in the shared memory: what
 * comes back was given, once, with no more bytes than it had room for, and
 * after the reset the rest comes back.
 */
// links: tests/base_host.c drivers/virtio_ring.c
#include "drivers/virtio_ring.h"

#include "kernel/base.h"
#include "kernel/errno.h"
#include "tests/fuzz/fuzz.h"
#include "tests/ring_model.h"

#define COOKIES 64

struct run {
    struct ring_model m;
    const uint8_t *data, *end;
    uint32_t room[COOKIES]; /* bytes each had room for */
    bool out[COOKIES];      /* the device has it */
    uint16_t taken[COOKIES];
    unsigned nr_taken;
    bool lied;
};

static uint8_t byte(struct run *r)
{
    return r->data < r->end ? *r->data++ : 0;
}

static void add(struct run *r)
{
    unsigned out = byte(r) % 5, in = byte(r) % 5, cookie = 0, room = 0;
    struct virtq_piece piece[8];

    while (cookie < COOKIES && r->out[cookie])
        cookie++;
    MUST(cookie < COOKIES);
    if (out + in == 0)
        return;
    for (unsigned i = 0; i < out + in; i++) {
        piece[i] = (struct virtq_piece){byte(r) * 512ull, 1u + byte(r)};
        room += i >= out ? piece[i].len : 0;
    }
    int err = virtq_add(&r->m.q, piece, out, in, &r->room[cookie]);
    MUST(err == 0 || err == -EAGAIN || err == -EINVAL || err == -EIO);
    MUST((err == -EIO) == (r->m.q.fault.what != NULL));
    if (err == 0) {
        r->room[cookie] = room;
        r->out[cookie] = true;
    }
}

static void comes_back(struct run *r, const void *cookie, uint32_t len)
{
    size_t i = (size_t)((const uint32_t *)cookie - r->room);

    MUST(i < COOKIES && r->out[i] && len <= r->room[i]);
    r->out[i] = false;
}

static void pop(struct run *r)
{
    void *cookie;
    uint32_t len;
    bool pending = virtq_pending(&r->m.q);

    if (virtq_pop(&r->m.q, &cookie, &len))
        comes_back(r, cookie, len);
    else
        MUST(!pending || r->m.q.fault.what);
    MUST(r->lied || !r->m.q.fault.what);
}

/* What an honest device does; after the first lie it is not asked to. */
static void work(struct run *r)
{
    struct ring_request request;

    if (r->lied)
        return;
    while (r->nr_taken < COOKIES && model_take(&r->m, &request))
        r->taken[r->nr_taken++] = request.head;
    if (r->nr_taken > 0) {
        unsigned i = byte(r) % r->nr_taken;

        model_complete(&r->m, r->taken[i], 0);
        r->taken[i] = r->taken[--r->nr_taken];
    }
}

static void lie(struct run *r)
{
    size_t at = byte(r) | (size_t)byte(r) << 8;

    r->lied = true;
    ((uint8_t *)r->m.shared)[at % r->m.shared_size] = byte(r);
}

/* As lie(), where it matters most. */
static void lie_used(struct run *r)
{
    struct virtq_used *used = r->m.q.used;
    uint16_t idx = r->m.q.used_idx;

    r->lied = true;
    used->ring[idx % r->m.q.shape.size] =
        (struct virtq_used_entry){byte(r), byte(r)};
    used->idx = (uint16_t)(idx + byte(r) % 3);
}

static void step(struct run *r)
{
    switch (byte(r) % 8) {
    case 0:
    case 1:
        add(r);
        break;
    case 2:
        virtq_kick(&r->m.q);
        break;
    case 3:
        pop(r);
        break;
    case 4:
        virtq_arm(&r->m.q, (uint16_t)(1 + byte(r)));
        break;
    case 5:
        work(r);
        break;
    case 6:
        lie(r);
        break;
    case 7:
        lie_used(r);
        break;
    }
}

static void finish(struct run *r)
{
    void *cookie;

    while (virtq_take_back(&r->m.q, &cookie))
        comes_back(r, cookie, 0);
    for (unsigned i = 0; i < COOKIES; i++)
        MUST(!r->out[i]);
    MUST(virtq_room(&r->m.q) == r->m.q.shape.size);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct run r;
    struct virtq_shape shape = {.align = VIRTQ_ALIGN};

    r = (struct run){.data = data, .end = data + size};
    uint8_t kind = byte(&r);
    shape.size = (uint16_t)(1u << (kind & 3));
    shape.tables = kind >> 2 & 3;
    shape.table_size = shape.tables ? 6 : 0;
    shape.event_idx = kind & 16;
    shape.vague_len = kind & 32;
    model_start(&r.m, &shape);
    while (r.data < r.end)
        step(&r);
    finish(&r);
    model_end(&r.m);
    return 0;
}

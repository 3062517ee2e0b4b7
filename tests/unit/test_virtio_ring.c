/*
 * test_virtio_ring.c - a virtqueue with an honest device, and with liars.
 */
// links: tests/base_host.c drivers/virtio_ring.c
#include "drivers/virtio_ring.h"

#include "kernel/base.h"
#include "kernel/errno.h"
#include "tests/check.h"
#include "tests/ring_model.h"
#include "tests/unit/random.h"

#define COOKIE(n) ((void *)(uintptr_t)(n))

static const struct virtq_shape plain = {.size = 8, .align = VIRTQ_ALIGN};
static const struct virtq_shape legacy = {
    .size = 8, .align = VIRTQ_ALIGN_LEGACY, .vague_len = true};
static const struct virtq_shape full = {.size = 8,
                                        .tables = 3,
                                        .table_size = 6,
                                        .align = VIRTQ_ALIGN,
                                        .event_idx = true};

static const struct virtq_piece pieces[] = {
    {0x1000, 16}, {0x2000, 512}, {0x9000, 4096},
    {0x7000, 1},  {0x5000, 7},   {0x400000000, 65536},
};

/* @out and @in of pieces[], and what the device must see. */
static bool gives(struct ring_model *m, unsigned out, unsigned in, int cookie)
{
    struct ring_request r;

    if (virtq_add(&m->q, pieces, out, in, COOKIE(cookie)) != 0 ||
        !model_take(m, &r))
        return false;
    return r.out == out && r.in == in &&
           memcmp(r.piece, pieces, (out + in) * sizeof(pieces[0])) == 0;
}

static bool pops(struct ring_model *m, int cookie, uint32_t len)
{
    void *got;
    uint32_t got_len;

    return virtq_pop(&m->q, &got, &got_len) && got == COOKIE(cookie) &&
           got_len == len;
}

/* The queue says what is wrong, stays so, and gives everything back. */
static bool is_broken(struct ring_model *m, const char *what, uint32_t value,
                      unsigned left)
{
    void *cookie;
    uint32_t len;
    bool ok = !virtq_pop(&m->q, &cookie, &len) && m->q.fault.what &&
              strcmp(m->q.fault.what, what) == 0 && m->q.fault.value == value;

    ok = ok && !virtq_pop(&m->q, &cookie, &len) && !virtq_kick(&m->q) &&
         !virtq_pending(&m->q) && virtq_add(&m->q, pieces, 1, 0, NULL) == -EIO;
    while (virtq_take_back(&m->q, &cookie))
        left--;
    return ok && left == 0 && virtq_room(&m->q) == m->q.shape.size;
}

TEST(layout_is_that_of_the_specification)
{
    struct virtq_shape s = {.size = 256, .align = VIRTQ_ALIGN_LEGACY};

    /* what QEMU's vring_init() computes [VIRTIO 2.7.2] */
    CHECK(virtq_avail_offset(&s) == 4096);
    CHECK(virtq_used_offset(&s) == 8192);
    CHECK(virtq_shared_size(&s) >= 8192 + 4 + 256 * 8 + 2);
    s.align = VIRTQ_ALIGN;
    CHECK(virtq_used_offset(&s) == 4672 && 4096 + 4 + 512 + 2 <= 4672);
}

TEST(a_request_comes_back)
{
    static const struct virtq_shape *const all[] = {&plain, &legacy, &full};

    for (unsigned i = 0; i < ARRAY_SIZE(all); i++) {
        struct ring_model m;

        model_start(&m, all[i]);
        CHECK(gives(&m, 1, 0, 1) && gives(&m, 1, 2, 2) && gives(&m, 0, 3, 3));
        CHECK(virtq_in_flight(&m.q) == 3);
        CHECK(virtq_kick(&m.q) && !virtq_kick(&m.q));
        model_complete(&m, m.q.avail->ring[1], 4608);
        model_complete(&m, m.q.avail->ring[0], 0);
        CHECK(pops(&m, 2, 4608) && pops(&m, 1, 0) && !virtq_pending(&m.q));
        model_complete(&m, m.q.avail->ring[2], 1);
        CHECK(virtq_pending(&m.q) && pops(&m, 3, 1));
        CHECK(virtq_in_flight(&m.q) == 0 && virtq_room(&m.q) == 8);
        model_end(&m);
    }
}

TEST(a_full_queue_says_so)
{
    struct ring_model m;

    model_start(&m, &plain);
    CHECK(gives(&m, 2, 4, 1));
    CHECK(virtq_add(&m.q, pieces, 3, 0, NULL) == -EAGAIN);
    CHECK(gives(&m, 1, 1, 2) && virtq_room(&m.q) == 0);
    CHECK(virtq_add(&m.q, pieces, 1, 0, NULL) == -EAGAIN);
    model_complete(&m, m.q.avail->ring[0], 0);
    CHECK(pops(&m, 1, 0) && virtq_room(&m.q) == 6);
    model_end(&m);
}

TEST(what_never_fits_is_refused)
{
    struct virtq_shape small = {.size = 4, .align = VIRTQ_ALIGN};
    struct ring_model m;

    model_start(&m, &small);
    CHECK(virtq_add(&m.q, pieces, 3, 2, NULL) == -EINVAL);
    model_end(&m);
    small.tables = 1;
    small.table_size = 6;
    model_start(&m, &small);
    CHECK(gives(&m, 3, 3, 1)); /* in a table */
    CHECK(virtq_room(&m.q) == 3);
    /* no table is left, and four descriptors are not enough */
    CHECK(virtq_add(&m.q, pieces, 3, 2, NULL) == -EAGAIN);
    model_complete(&m, m.q.avail->ring[0], 0);
    CHECK(pops(&m, 1, 0) && gives(&m, 3, 2, 2));
    model_end(&m);
}

TEST(without_a_table_a_chain_does)
{
    struct ring_model m;

    model_start(&m, &full);
    for (int i = 1; i <= 3; i++)
        CHECK(gives(&m, 1, 1, i));
    CHECK(virtq_room(&m.q) == 5);
    CHECK(gives(&m, 2, 3, 4) && virtq_room(&m.q) == 0);
    model_complete(&m, m.q.avail->ring[3], 9);
    CHECK(pops(&m, 4, 9) && virtq_room(&m.q) == 5);
    model_end(&m);
}

TEST(the_device_is_told_only_if_it_wants_to_be)
{
    struct ring_model m;

    model_start(&m, &plain);
    CHECK(!virtq_kick(&m.q));
    m.q.used->flags = VIRTQ_NO_NOTIFY;
    CHECK(gives(&m, 1, 0, 1) && !virtq_kick(&m.q));
    m.q.used->flags = 0;
    CHECK(!virtq_kick(&m.q)); /* it was there before the device slept */
    CHECK(gives(&m, 1, 0, 2) && virtq_kick(&m.q));
    model_end(&m);

    model_start(&m, &full);
    uint16_t *avail_event = (uint16_t *)&m.q.used->ring[8];
    *avail_event = 2; /* tell me when the third is there */
    CHECK(gives(&m, 1, 0, 1) && !virtq_kick(&m.q));
    CHECK(gives(&m, 1, 0, 2) && !virtq_kick(&m.q));
    CHECK(gives(&m, 1, 0, 3) && virtq_kick(&m.q));
    CHECK(gives(&m, 1, 0, 4) && !virtq_kick(&m.q));
    model_end(&m);
}

TEST(interrupts_come_when_armed)
{
    static const struct virtq_shape *const all[] = {&plain, &full};

    for (unsigned i = 0; i < ARRAY_SIZE(all); i++) {
        struct ring_model m;
        bool event_idx = all[i]->event_idx;

        model_start(&m, all[i]);
        for (int c = 1; c <= 5; c++)
            CHECK(gives(&m, 1, 0, c));
        CHECK(virtq_arm(&m.q, 1));
        CHECK(model_complete(&m, m.q.avail->ring[0], 0));
        CHECK(!virtq_arm(&m.q, 1)); /* there is one already */
        virtq_disarm(&m.q);
        CHECK(!model_complete(&m, m.q.avail->ring[1], 0));
        CHECK(pops(&m, 1, 0) && pops(&m, 2, 0));
        CHECK(virtq_arm(&m.q, 2));
        CHECK(model_complete(&m, m.q.avail->ring[2], 0) == !event_idx);
        CHECK(model_complete(&m, m.q.avail->ring[3], 0));
        CHECK(pops(&m, 3, 0) && pops(&m, 4, 0));
        model_end(&m);
    }
}

TEST(indices_wrap)
{
    struct ring_model m;
    uint64_t state = 7;
    int given = 0, back = 0;

    model_start(&m, &full);
    for (int round = 0; round < 200000; round++) {
        unsigned out = 1 + (unsigned)random_below(&state, 2);
        struct ring_request r;

        if (virtq_add(&m.q, pieces, out, 1, COOKIE(given + 1)) == 0)
            given++;
        virtq_kick(&m.q);
        if (random_below(&state, 3) && model_take(&m, &r))
            model_complete(&m, r.head, 1);
        if (virtq_pending(&m.q) && !CHECK(pops(&m, ++back, 1)))
            return;
    }
    CHECK(given > 70000 && back > 70000 && !m.q.fault.what);
    model_end(&m);
}

static void lies(const struct virtq_shape *shape, uint32_t id, uint32_t len,
                 const char *what, uint32_t value)
{
    struct ring_model m;

    model_start(&m, shape);
    CHECK(gives(&m, 2, 1, 1) && gives(&m, 1, 0, 2));
    model_complete(&m, id, len);
    CHECK(is_broken(&m, what, value, 2));
    model_end(&m);
}

TEST(a_lying_device_is_not_followed)
{
    lies(&plain, 8, 0, "used id out of range", 8);
    lies(&full, UINT32_MAX, 0, "used id out of range", UINT32_MAX);
    lies(&full, 0x10000, 0, "used id out of range", 0x10000);
    lies(&plain, 7, 0, "used id was not given", 7);
    lies(&plain, 1, 0, "used id was not given", 1); /* the chain's second */
    lies(&plain, 0, 4097, "used length is more than given", 4097);
    lies(&plain, 3, 1, "used length is more than given", 1);
    lies(&full, 0, UINT32_MAX, "used length is more than given", UINT32_MAX);
}

TEST(an_id_comes_once)
{
    struct ring_model m;

    model_start(&m, &full);
    CHECK(gives(&m, 1, 1, 1) && gives(&m, 1, 1, 2));
    model_complete(&m, 0, 1);
    CHECK(pops(&m, 1, 1));
    model_complete(&m, 0, 1);
    CHECK(is_broken(&m, "used id was not given", 0, 1));
    model_end(&m);
}

TEST(an_index_does_not_jump)
{
    struct ring_model m;

    model_start(&m, &plain);
    CHECK(gives(&m, 1, 1, 1));
    m.q.used->idx = 2;
    CHECK(is_broken(&m, "more used than given", 2, 1));
    model_end(&m);
    model_start(&m, &plain);
    m.q.used->idx = 0xffff; /* backwards, with nothing given */
    CHECK(is_broken(&m, "more used than given", 0xffff, 0));
    model_end(&m);
}

TEST(a_legacy_length_is_cut)
{
    struct ring_model m;

    model_start(&m, &legacy);
    CHECK(gives(&m, 1, 1, 1) && gives(&m, 1, 0, 2));
    model_complete(&m, 0, 528);
    model_complete(&m, 2, 16);
    CHECK(pops(&m, 1, 512) && pops(&m, 2, 0));
    model_end(&m);
}

/* What the device writes to the driver's part changes nothing here. */
TEST(descriptors_are_not_read_back)
{
    struct ring_model m;

    model_start(&m, &plain);
    CHECK(gives(&m, 2, 1, 1));
    memset(m.q.desc, 0xff, 8 * sizeof(*m.q.desc));
    memset(m.q.avail, 0xff, 4 + 16 + 2);
    model_complete(&m, 0, 3);
    CHECK(pops(&m, 1, 3) && virtq_room(&m.q) == 8);
    CHECK(virtq_add(&m.q, pieces, 4, 1, COOKIE(5)) == 0);
    CHECK(m.q.avail->idx == 2 && virtq_room(&m.q) == 3);
    model_end(&m);
}

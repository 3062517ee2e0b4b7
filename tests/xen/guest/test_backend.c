/*
 * test_backend.c - backends that lie, close and go: this test is the backend.
 *
 * It is data/fake (fake.h), and what is in its ring is written here. The tests
 * may run in any order.
 */
#include "tests/check.h"

#include "arch/x86/cpu.h"
#include "drivers/xen/blkfront.h"
#include "drivers/xen/evtchn.h"
#include "drivers/xen/gnttab.h"
#include "kernel/base.h"
#include "kernel/errno.h"
#include "kernel/string.h"
#include "tests/xen/guest/fake.h"

#define RIGHT UINT64_MAX /* the number that was asked with */

static struct blkfront *fake;

static void put(const char *key, const char *value)
{
    fake_put("fake", key, value);
}

/* A good backend, whatever the tests before have left. */
static void make_fake(void)
{
    static bool made;

    if (!made)
        fake_wait("fake");
    made = true; /* a test takes all of it away */
    put("state", "4");
    put("sectors", "100");
    put("sector-size", "512");
    put("max-ring-page-order", "0");
}

static int open_with_state(const char *state)
{
    static struct xenbus_device dev;
    int error;

    put("state", state);
    memset(&dev, 0, sizeof(dev));
    error = xenbus_open(&dev, "vbd", 99);
    if (error)
        return error;
    error = xenbus_wait(&dev, XENBUS_CONNECTED);
    xenbus_close(&dev);
    return error;
}

TEST(a_backend_that_does_not_connect_is_told_of)
{
    make_fake();
    CHECK(open_with_state("5") == -ENODEV);
    CHECK(open_with_state("6") == -ENODEV);
    CHECK(open_with_state("nonsense") == -ENODEV);
    CHECK(open_with_state("99999999999999999999999999") == -ENODEV);
    CHECK(open_with_state("4") == 0);
}

static unsigned count_disks(void)
{
    unsigned n = 0;

    for (struct blkdev *d = blkdev_next(NULL); d; d = blkdev_next(d))
        n++;
    return n;
}

static void no_disk_with(const char *key, const char *value)
{
    unsigned before = count_disks();

    make_fake();
    put(key, value);
    blkfront_probe();
    CHECK(count_disks() == before);
}

TEST(a_disk_without_sense_is_none)
{
    no_disk_with("sectors", "0");
    no_disk_with("sectors", "18446744073709551615");
    no_disk_with("sectors", "-1");
    no_disk_with("sector-size", "513");
    no_disk_with("sector-size", "8192");
}

/* What the last one held: there are more disks than a domain could have. */
static void forget(struct blkfront *disk)
{
    if (!disk)
        return;
    evtchn_close(disk->port);
    gnttab_release(disk->free_refs, disk->free_ref);
    disk->port = EVTCHN_NONE;
    disk->free_refs = 0;
}

/* A new disk each time: those before have failed. */
static struct blkfront *new_disk_of(const char *order)
{
    static struct blkfront *before;
    struct blkdev *last;

    forget(before);
    make_fake();
    put("max-ring-page-order", order);
    blkfront_probe();
    last = last_disk();
    CHECK(last && last->sectors == 100);
    before = last ? last->driver : NULL;
    return before;
}

static struct blkfront *new_disk(void)
{
    return new_disk_of("0");
}

static uint8_t data[4096] __attribute__((aligned(4096)));

static struct blk_segment segment = {data, sizeof(data)};
static struct blk_request rq = {
    .op = BLK_READ, .sectors = 8, .segment = &segment, .segments = 1};

/* A read that the fake answers by @id and @status, and its ring's index by
 * @made. */
static int answered(struct blkfront *disk, uint64_t id, int16_t status,
                    uint32_t made)
{
    struct blkif_answer answer = {.id = id, .status = status};
    struct blkif_rw asked;

    if (!disk || blkdev_submit(&disk->blk, &rq) != 0)
        return -EINVAL;
    memcpy(&asked, disk->ring.page + 1, sizeof(asked));
    CHECK(asked.op == BLKIF_READ && asked.pieces == 1 && asked.sector == 0);
    CHECK(asked.piece[0].first == 0 && asked.piece[0].last == 7);
    if (id == RIGHT)
        answer.id = asked.id;
    memcpy(disk->ring.page + 1, &answer, sizeof(answer));
    __atomic_store_n(&disk->ring.page->rsp_prod, made, __ATOMIC_RELEASE);
    blkdev_poll(&disk->blk);
    return blkdev_wait(&disk->blk, &rq);
}

TEST(an_honest_answer_is_one)
{
    fake = new_disk();
    CHECK(answered(fake, RIGHT, 0, 1) == 0 && !fake->failed);
}

TEST(an_error_is_an_error)
{
    fake = new_disk();
    CHECK(answered(fake, RIGHT, -1, 1) == -EIO && !fake->failed);
}

TEST(answers_that_lie_end_the_disk)
{
    fake = new_disk();
    CHECK(answered(fake, 7, 0, 1) == -EIO && fake->failed);
    CHECK(blkdev_read(&fake->blk, 0, data, 512) == -ENODEV);
    fake = new_disk();
    CHECK(answered(fake, UINT64_MAX - 1, 0, 1) == -EIO && fake->failed);
    fake = new_disk();
    CHECK(answered(fake, RIGHT, 0, 2) == -EIO && fake->failed);
    fake = new_disk();
    CHECK(answered(fake, RIGHT, 0, UINT32_MAX) == -EIO && fake->failed);
}

/* A ring of @pages, whose last one is in xenstore by @key. */
static void has_pages(const char *order, unsigned pages, const char *key)
{
    char text[24];
    uint64_t ref = 0;

    fake = new_disk_of(order);
    if (!fake)
        return;
    CHECK(fake->ring_pages == pages && fake->ops == 32 * pages);
    CHECK(fake->ring.size == fake->ops);
    CHECK(xenbus_text(&fake->bus, key, text, sizeof(text)) > 0 &&
          xs_number(text, &ref) && ref == fake->ring_ref[pages - 1]);
    if (pages > 1)
        CHECK(xenbus_text(&fake->bus, "ring-page-order", text, 24) == 1 &&
              text[0] == '0' + (char)pages / 2);
}

TEST(a_ring_has_the_pages_that_both_can_have)
{
    has_pages("0", 1, "ring-ref");
    has_pages("1", 2, "ring-ref1");
    has_pages("2", 4, "ring-ref3");
    has_pages("4", 4, "ring-ref3");
    has_pages("18446744073709551615", 4, "ring-ref3");
    has_pages("-1", 1, "ring-ref");
    has_pages("nonsense", 1, "ring-ref");
}

#define MORE 12 /* requests than the ring has entries */

static struct blk_request many[128 + MORE];
static unsigned ended;

static void count(struct blk_request *request)
{
    ended += request->result == 0;
}

/* The backend's answers to requests @from to @to, the last one first. */
static void answer_all(struct blkfront *disk, uint32_t from, uint32_t to)
{
    union blkif_any *slot = (union blkif_any *)(disk->ring.page + 1);
    static uint64_t id[128];

    for (uint32_t i = from; i < to; i++)
        id[i - from] = slot[i % 128].rw.id;
    for (uint32_t i = from; i < to; i++) {
        struct blkif_answer answer = {.id = id[to - 1 - i]};

        memcpy(&slot[i % 128], &answer, sizeof(answer));
    }
    __atomic_store_n(&disk->ring.page->rsp_prod, to, __ATOMIC_RELEASE);
    blkdev_poll(&disk->blk);
}

TEST(four_pages_hold_128_requests)
{
    fake = new_disk_of("2");
    ended = 0;
    for (unsigned i = 0; fake && i < ARRAY_SIZE(many); i++) {
        many[i] = rq;
        many[i].done = count;
        CHECK(blkdev_submit(&fake->blk, &many[i]) == 0);
    }
    if (!fake)
        return;
    CHECK(fake->ring.page->req_prod == 128);
    answer_all(fake, 0, 128);
    CHECK(ended == 128 && fake->ring.page->req_prod == 128 + MORE);
    answer_all(fake, 128, 128 + MORE);
    CHECK(ended == 128 + MORE && !fake->failed);
}

TEST(answers_beyond_four_pages_end_the_disk)
{
    fake = new_disk_of("2");
    CHECK(answered(fake, 127, 0, 1) == -EIO && fake->failed);
    fake = new_disk_of("2");
    CHECK(answered(fake, 128, 0, 1) == -EIO && fake->failed);
    fake = new_disk_of("2");
    CHECK(answered(fake, RIGHT, 0, 129) == -EIO && fake->failed);
}

TEST(a_backend_that_goes_ends_the_disk)
{
    static const char *const ends[] = {"5", "6", ""};

    for (unsigned i = 0; i < ARRAY_SIZE(ends); i++) {
        fake = new_disk();
        if (!fake || !CHECK(blkdev_submit(&fake->blk, &rq) == 0))
            return;
        put("state", ends[i]);
        CHECK(blkdev_wait(&fake->blk, &rq) == -EIO);
        CHECK(blkdev_read(&fake->blk, 0, data, 512) == -ENODEV);
    }
    fake = new_disk();
    CHECK(xs_rm("data/fake") == 0);
    while (!__atomic_load_n(&fake->failed, __ATOMIC_ACQUIRE))
        cpu_pause();
    CHECK(blkdev_read(&fake->blk, 0, data, 512) == -ENODEV);
}

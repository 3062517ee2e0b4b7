/*
 * test_blk.c - disks, in a guest: tests/virtio/run.sh chooses what suits the
 * devices it gives to the VM.
 *
 * vda is the disk that disk_host.c makes; vdb, where it is asked for, the same
 * read-only; vdc fails to read sector 8.
 */
#include "tests/check.h"

#include "kernel/base.h"
#include "kernel/blkdev.h"
#include "kernel/errno.h"
#include "kernel/heap.h"
#include "kernel/string.h"
#include "tests/virtio/disk_pattern.h"

#define MANY 100

static struct blkdev *disk(void)
{
    blkdev_probe();
    return blkdev_find("vda");
}

/* Scattered memory: the heap's, from an odd address on. */
static uint8_t *scattered(size_t size)
{
    uint8_t *p = heap_grow((int64_t)size + 4096);

    return p ? p + 37 : NULL;
}

static void fill(uint8_t *p, uint64_t kind, uint64_t sector, uint64_t sectors)
{
    for (uint64_t s = 0; s < sectors; s++) {
        for (unsigned i = 0; i < 64; i++, p += 8) {
            uint64_t word = disk_word(kind, sector + s, i);
            memcpy(p, &word, 8);
        }
    }
}

static bool holds(const uint8_t *p, uint64_t kind, uint64_t sector,
                  uint64_t sectors)
{
    for (uint64_t s = 0; s < sectors; s++) {
        for (unsigned i = 0; i < 64; i++, p += 8) {
            uint64_t word = disk_word(kind, sector + s, i);
            if (memcmp(p, &word, 8) != 0)
                return false;
        }
    }
    return true;
}

TEST(disk_is_as_the_vmm_says)
{
    struct blkdev *d = disk();

    if (!CHECK(d))
        return;
    CHECK(d->sectors == DISK_SECTORS && !d->read_only && d->can_flush);
    CHECK(memcmp(d->serial, DISK_SERIAL, sizeof(DISK_SERIAL)) == 0);
    CHECK(d->max_bytes >= 4096 && d->block_size == 512);
    CHECK(!blkdev_find("vd") && !blkdev_find("vdaa") && !blkdev_find(""));
}

TEST(disk_has_interrupts)
{
    CHECK(disk() && disk()->interrupts);
}

TEST(disk_is_read)
{
    struct blkdev *d = disk();
    uint8_t *p = scattered(3 * MIB);

    if (!CHECK(d && p))
        return;
    CHECK(blkdev_read(d, 0, p, 512) == 0 && holds(p, DISK_OLD, 0, 1));
    CHECK(blkdev_read(d, 5007, p, 3 * MIB) == 0);
    CHECK(holds(p, DISK_OLD, 5007, 3 * MIB / 512));
    CHECK(blkdev_read(d, DISK_SECTORS - 1, p, 512) == 0);
    CHECK(holds(p, DISK_OLD, DISK_SECTORS - 1, 1));
}

TEST(disk_is_written)
{
    struct blkdev *d = disk();
    size_t size = DISK_WRITTEN_COUNT * 512;
    uint8_t *p = scattered(size), *back = scattered(size);

    if (!CHECK(d && p && back))
        return;
    fill(p, DISK_NEW, DISK_WRITTEN, DISK_WRITTEN_COUNT);
    CHECK(blkdev_write(d, DISK_WRITTEN, p, size) == 0);
    CHECK(blkdev_read(d, DISK_WRITTEN, back, size) == 0);
    CHECK(memcmp(p, back, size) == 0);
    CHECK(blkdev_flush(d) == 0);
}

TEST(disk_is_zeroed)
{
    struct blkdev *d = disk();
    uint8_t *p = scattered(DISK_ZEROED_COUNT * 512);

    if (!CHECK(d && p))
        return;
    CHECK(blkdev_zero(d, DISK_ZEROED, DISK_ZEROED_COUNT) == 0);
    CHECK(blkdev_read(d, DISK_ZEROED, p, DISK_ZEROED_COUNT * 512) == 0);
    for (size_t i = 0; i < DISK_ZEROED_COUNT * 512; i++) {
        if (!CHECK(p[i] == 0))
            return;
    }
    if (d->can_discard)
        CHECK(blkdev_discard(d, DISK_ZEROED, DISK_ZEROED_COUNT) == 0 &&
              blkdev_zero(d, DISK_ZEROED, DISK_ZEROED_COUNT) == 0);
    else
        CHECK(blkdev_discard(d, 0, 1) == -ENOSYS);
}

static uint32_t finished;

static void count(struct blk_request *rq)
{
    __atomic_add_fetch((uint32_t *)rq->arg, rq->result == 0, __ATOMIC_RELAXED);
}

/* More than fit into the device, of odd pieces, ending in any order. */
TEST(many_requests_are_in_flight)
{
    static struct blk_request rq[MANY];
    static struct blk_segment segment[MANY][3];
    struct blkdev *d = disk();
    uint8_t *p = scattered(MANY * 4096);
    struct blk_request last = {.op = BLK_READ, .sectors = 1};
    struct blk_segment one = {p, 512};

    if (!CHECK(d && p))
        return;
    for (unsigned i = 0; i < MANY; i++) {
        uint8_t *at = p + i * 4096ul;

        segment[i][0] = (struct blk_segment){at, 512};
        segment[i][1] = (struct blk_segment){at + 512, 2560};
        segment[i][2] = (struct blk_segment){at + 3072, 1024};
        rq[i] = (struct blk_request){.op = BLK_READ,
                                     .sector = 9000 + i * 8ul,
                                     .sectors = 8,
                                     .segment = segment[i],
                                     .segments = 3,
                                     .done = count,
                                     .arg = &finished};
        CHECK(blkdev_submit(d, &rq[i]) == 0);
    }
    while (__atomic_load_n(&finished, __ATOMIC_RELAXED) < MANY) {
        last.segment = &one;
        last.segments = 1;
        one.data = p + MANY * 4096 - 512;
        last.sector = 9000 + MANY * 8 - 1;
        if (!CHECK(blkdev_submit(d, &last) == 0 && blkdev_wait(d, &last) == 0))
            return;
    }
    CHECK(holds(p, DISK_OLD, 9000, MANY * 8));
}

#define PAGES (DISK_WRITTEN_COUNT / 8) /* in the written part of the disk */

/* All of that part at once, a request for each page of @p. */
static bool all_pages(struct blkdev *d, enum blk_op op, uint8_t *p)
{
    static struct blk_request rq[PAGES];
    static struct blk_segment segment[PAGES];
    bool ok = true;

    for (unsigned i = 0; i < PAGES; i++) {
        segment[i] = (struct blk_segment){p + i * 4096ul, 4096};
        rq[i] = (struct blk_request){.op = op,
                                     .sector = DISK_WRITTEN + i * 8ul,
                                     .sectors = 8,
                                     .segment = &segment[i],
                                     .segments = 1};
        ok = blkdev_submit(d, &rq[i]) == 0 && ok;
    }
    for (unsigned i = 0; ok && i < PAGES; i++)
        ok = blkdev_wait(d, &rq[i]) == 0;
    return ok;
}

/* As many requests of a page each as the device takes, and more. */
TEST(many_pages_are_in_flight)
{
    struct blkdev *d = disk();
    uint8_t *p = scattered((PAGES + 1) * 4096ul);

    if (!CHECK(d && p))
        return;
    p += 4096 - (uintptr_t)p % 4096;
    fill(p, DISK_NEW, DISK_WRITTEN, DISK_WRITTEN_COUNT);
    CHECK(all_pages(d, BLK_WRITE, p) && blkdev_flush(d) == 0);
    memset(p, 0, PAGES * 4096ul);
    CHECK(all_pages(d, BLK_READ, p));
    CHECK(holds(p, DISK_NEW, DISK_WRITTEN, DISK_WRITTEN_COUNT));
}

TEST(bad_requests_are_refused)
{
    struct blkdev *d = disk();
    static uint8_t p[1024];
    struct blk_segment s = {p, 512};
    struct blk_request rq = {
        .op = BLK_READ, .sectors = 1, .segment = &s, .segments = 1};

    if (!CHECK(d))
        return;
    CHECK(blkdev_read(d, DISK_SECTORS, p, 512) == -EINVAL);
    CHECK(blkdev_read(d, DISK_SECTORS - 1, p, 1024) == -EINVAL);
    CHECK(blkdev_read(d, UINT64_MAX, p, 512) == -EINVAL);
    CHECK(blkdev_read(d, 0, p, 511) == -EINVAL);
    rq.segments = 0;
    CHECK(blkdev_submit(d, &rq) == -EINVAL);
    rq.segments = 1;
    rq.sectors = 2;
    CHECK(blkdev_submit(d, &rq) == -EINVAL);
    CHECK(blkdev_read(d, 0, p, 0) == 0);
}

TEST(a_read_only_disk_stays_so)
{
    static uint8_t p[512];
    struct blkdev *d;

    CHECK(blkdev_probe() >= 2);
    d = blkdev_find("vdb");
    if (!CHECK(d))
        return;
    CHECK(d->read_only && blkdev_write(d, 0, p, 512) == -EROFS);
    CHECK(blkdev_zero(d, 0, 1) == -EROFS);
    CHECK(blkdev_read(d, 5, p, 512) == 0 && holds(p, DISK_OLD, 5, 1));
}

TEST(a_failing_sector_is_an_error)
{
    static uint8_t p[4096];
    struct blkdev *d;

    CHECK(blkdev_probe() == 3);
    d = blkdev_find("vdc");
    if (!CHECK(d))
        return;
    CHECK(blkdev_read(d, 8, p, 512) == -EIO);
    CHECK(blkdev_read(d, 0, p, 512) == 0);
    CHECK(blkdev_write(d, 0, p, 512) == 0);
}

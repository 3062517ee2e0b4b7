/*
 * blkdev.c - see blkdev.h: checks, the queue in front of a full device, and
 * the synchronous calls.
 */
#include "kernel/blkdev.h"

#include "arch/x86/cpu.h"
#include "kernel/base.h"
#include "kernel/errno.h"
#include "kernel/string.h"
#include "kernel/wait.h"

#define IN_FLIGHT  8 /* requests of one blkdev_read() */
#define COMPLAINTS 8 /* lines before only every power of two gets one */

static struct blkdev *disks, **disks_end = &disks;

static const struct wait_reason waits_for_disk = {.what = "disk",
                                                  .external = true};

void blkdev_add(struct blkdev *dev)
{
    unsigned n = 0;

    for (struct blkdev *d = disks; d; d = d->next)
        n++;
    /* vda to vdz, vdaa to vdzz */
    if (n < 26)
        base_format(dev->name, sizeof(dev->name), "vd%c", 'a' + n);
    else
        base_format(dev->name, sizeof(dev->name), "vd%c%c", 'a' + n / 26 - 1,
                    'a' + n % 26);
    dev->queue_end = &dev->queue;
    dev->lock = (struct spinlock)SPINLOCK_INIT(SPIN_LEAF);
    *disks_end = dev;
    disks_end = &dev->next;
}

struct blkdev *blkdev_next(const struct blkdev *previous)
{
    return previous ? previous->next : disks;
}

struct blkdev *blkdev_find(const char *name)
{
    for (struct blkdev *d = disks; d; d = d->next) {
        size_t i = 0;

        while (name[i] && name[i] == d->name[i])
            i++;
        if (name[i] == d->name[i])
            return d;
    }
    return NULL;
}

void blkdev_complain(struct blkdev *dev, const struct blk_request *request,
                     const char *what, unsigned code)
{
    static const char *const names[] = {"read", "write", "flush", "discard",
                                        "zeroing"};
    uint32_t n = __atomic_add_fetch(&dev->errors, 1, __ATOMIC_RELAXED);

    if (n <= COMPLAINTS || !(n & (n - 1)))
        base_print("pith: %s: %s of %lu sectors at %lu: %s %u%s\n", dev->name,
                   names[request->op], request->sectors, request->sector, what,
                   code, n < COMPLAINTS ? "" : ", and more");
}

/* Calls everybody on @list; the requests are their owners' from then on. */
static void finish(struct blk_request *list)
{
    while (list) {
        struct blk_request *rq = list;

        list = rq->next;
        if (rq->done) {
            rq->pending = 0;
            rq->done(rq);
        } else {
            /* pairs with blkdev_wait(): the result is there before it */
            __atomic_store_n(&rq->pending, 0, __ATOMIC_RELEASE);
            wait_wake(&rq->pending, WAIT_ALL);
        }
    }
}

/* Starts what waits; what fails is put in front of @done. Locked. */
static struct blk_request *start_queued(struct blkdev *dev,
                                        struct blk_request *done)
{
    while (dev->queue) {
        struct blk_request *rq = dev->queue, *next = rq->next;
        int err = dev->ops->start(dev, rq, next == NULL);

        if (err == -EAGAIN)
            break;
        dev->queue = next;
        if (!next)
            dev->queue_end = &dev->queue;
        if (err) {
            rq->result = err;
            rq->next = done;
            done = rq;
        }
    }
    return done;
}

void blkdev_poll(struct blkdev *dev)
{
    uint64_t flags = spin_lock(&dev->lock);
    struct blk_request *done = dev->ops->reap(dev);

    done = start_queued(dev, done);
    spin_unlock(&dev->lock, flags);
    finish(done);
}

static int check_data(const struct blkdev *dev, const struct blk_request *rq)
{
    uint64_t bytes = 0;

    if (rq->segments == 0 || rq->segments > BLK_SEGMENTS_MAX)
        return -EINVAL;
    for (unsigned i = 0; i < rq->segments; i++) {
        uint32_t len = rq->segment[i].len;

        if (len == 0 || len % BLK_SECTOR)
            return -EINVAL;
        bytes += len;
    }
    return bytes == rq->sectors * BLK_SECTOR && bytes <= dev->max_bytes
               ? 0
               : -EINVAL;
}

static int check(const struct blkdev *dev, const struct blk_request *rq)
{
    uint64_t size = __atomic_load_n(&dev->sectors, __ATOMIC_RELAXED);

    if (rq->op == BLK_FLUSH)
        return dev->can_flush ? 0 : -ENOSYS;
    if (rq->sectors == 0 || rq->sector > size ||
        rq->sectors > size - rq->sector)
        return -EINVAL;
    if (rq->op != BLK_READ && dev->read_only)
        return -EROFS;
    if (rq->op == BLK_READ || rq->op == BLK_WRITE)
        return check_data(dev, rq);
    if (!(rq->op == BLK_ZERO ? dev->can_zero : dev->can_discard))
        return -ENOSYS;
    return rq->sectors <= dev->max_zero ? 0 : -EINVAL;
}

static void submit(struct blkdev *dev, struct blk_request *rq)
{
    uint64_t flags = spin_lock(&dev->lock);
    struct blk_request *failed;

    rq->next = NULL;
    rq->pending = 1;
    rq->result = 0;
    *dev->queue_end = rq;
    dev->queue_end = &rq->next;
    failed = start_queued(dev, NULL);
    spin_unlock(&dev->lock, flags);
    finish(failed);
}

int blkdev_submit(struct blkdev *dev, struct blk_request *rq)
{
    int err = check(dev, rq);

    if (err == 0)
        submit(dev, rq);
    return err;
}

int blkdev_wait(struct blkdev *dev, struct blk_request *rq)
{
    while (__atomic_load_n(&rq->pending, __ATOMIC_ACQUIRE)) {
        if (dev->interrupts) {
            wait_on(&rq->pending, 1, TIMER_NEVER, &waits_for_disk);
        } else {
            blkdev_poll(dev);
            cpu_pause();
        }
    }
    return rq->result;
}

/* A read or write in pieces, some of them in flight. */
struct transfer {
    struct blkdev *dev;
    uint64_t sector;
    uint8_t *data;
    size_t left;
    int err;
    struct blk_request rq[IN_FLIGHT];
    struct blk_segment segment[IN_FLIGHT];
};

static void transfer_next(struct transfer *t, enum blk_op op, unsigned i)
{
    uint32_t len = (uint32_t)MIN(t->left, t->dev->max_bytes);
    struct blk_request *rq = &t->rq[i];
    int err;

    t->segment[i] = (struct blk_segment){t->data, len};
    *rq = (struct blk_request){.op = op,
                               .sector = t->sector,
                               .sectors = len / BLK_SECTOR,
                               .segment = &t->segment[i],
                               .segments = 1};
    err = blkdev_submit(t->dev, rq);
    t->err = t->err ? t->err : err;
    t->data += len;
    t->sector += len / BLK_SECTOR;
    t->left -= len;
}

static int transfer(struct blkdev *dev, enum blk_op op, uint64_t sector,
                    void *buf, size_t len)
{
    struct transfer t = {
        .dev = dev, .sector = sector, .data = buf, .left = len};

    if (len % BLK_SECTOR)
        return -EINVAL;
    for (unsigned i = 0; t.left && !t.err; i = (i + 1) % IN_FLIGHT) {
        int err = blkdev_wait(dev, &t.rq[i]);

        t.err = t.err ? t.err : err;
        if (!t.err)
            transfer_next(&t, op, i);
    }
    for (unsigned i = 0; i < IN_FLIGHT; i++) {
        int err = blkdev_wait(dev, &t.rq[i]);

        t.err = t.err ? t.err : err;
    }
    return t.err;
}

int blkdev_read(struct blkdev *dev, uint64_t sector, void *buf, size_t len)
{
    return transfer(dev, BLK_READ, sector, buf, len);
}

int blkdev_write(struct blkdev *dev, uint64_t sector, const void *buf,
                 size_t len)
{
    return transfer(dev, BLK_WRITE, sector, (void *)(uintptr_t)buf, len);
}

/* One request without data, to its end. */
static int command(struct blkdev *dev, enum blk_op op, uint64_t sector,
                   uint64_t sectors)
{
    struct blk_request rq = {.op = op, .sector = sector, .sectors = sectors};
    int err = blkdev_submit(dev, &rq);

    return err ? err : blkdev_wait(dev, &rq);
}

int blkdev_flush(struct blkdev *dev)
{
    return dev->can_flush ? command(dev, BLK_FLUSH, 0, 0) : 0;
}

static int commands(struct blkdev *dev, enum blk_op op, uint64_t sector,
                    uint64_t sectors)
{
    int err = 0;

    while (sectors > 0 && err == 0) {
        uint64_t n = MIN(sectors, dev->max_zero);

        err = command(dev, op, sector, n);
        sector += n;
        sectors -= n;
    }
    return err;
}

int blkdev_zero(struct blkdev *dev, uint64_t sector, uint64_t sectors)
{
    static const uint8_t zeros[4096];

    if (dev->can_zero)
        return commands(dev, BLK_ZERO, sector, sectors);
    while (sectors > 0) {
        uint64_t n = MIN(sectors, sizeof(zeros) / BLK_SECTOR);
        int err = blkdev_write(dev, sector, zeros, n * BLK_SECTOR);

        if (err)
            return err;
        sector += n;
        sectors -= n;
    }
    return 0;
}

int blkdev_discard(struct blkdev *dev, uint64_t sector, uint64_t sectors)
{
    return dev->can_discard ? commands(dev, BLK_DISCARD, sector, sectors)
                            : -ENOSYS;
}

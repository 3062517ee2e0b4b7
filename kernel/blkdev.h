/*
 * blkdev.h - disks: what file systems call and what disk drivers offer.
 *
 * Neutral: nothing here knows of virtio or Xen. A disk is an array of sectors
 * of 512 bytes. Requests are asynchronous: the caller owns struct blk_request
 * and its buffers until done() is called; any number may be in flight and they
 * end in any order. blkdev_read() and its kin are the synchronous form, which
 * wait by wait_on(), or poll where the machine has no interrupts.
 *
 * Drivers come in by blkdev_probe() alone (drivers/blk_probe.c), so an image
 * that calls none of this holds no driver.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kernel/spinlock.h"

#define BLK_SECTOR       512u
#define BLK_SEGMENTS_MAX 16u /* in one request */
#define BLK_NAME         8   /* "vda", with the NUL */
#define BLK_SERIAL       21  /* [VIRTIO "Block Device", GET_ID] and a NUL */

enum blk_op {
    BLK_READ,
    BLK_WRITE,
    BLK_FLUSH,   /* what was completed before is on stable storage */
    BLK_DISCARD, /* contents become undefined; a hint */
    BLK_ZERO,    /* reads as zeros afterwards */
};

/* A piece of memory: any address that C may dereference, any alignment. */
struct blk_segment {
    void *data;
    uint32_t len; /* a multiple of 512, not 0 */
};

/*
 * struct blk_request - one operation.
 *
 * The caller fills the first part and leaves it alone until done().
 *
 * @sector    the first one; 0 for BLK_FLUSH
 * @sectors   how many; with BLK_READ and BLK_WRITE the sum of the segments
 * @segment   @segments of them; none but for BLK_READ and BLK_WRITE
 * @done      called once, in interrupt context or in whatever thread polls or
 *            submits, with no lock held: must not block; may submit the next
 *            request, and owns this one. NULL with blkdev_wait().
 * @arg       the caller's
 * @result    set before done(): 0, -EIO (one log line has said why), -ENOSYS
 *            if the disk has no such operation, -ENODEV if it is gone
 */
struct blk_request {
    enum blk_op op;
    uint64_t sector, sectors;
    const struct blk_segment *segment;
    unsigned segments;
    void (*done)(struct blk_request *request);
    void *arg;

    int result;
    uint32_t pending;         /* 1 from submit to done: what blkdev_wait()
                                 waits on */
    struct blk_request *next; /* the layer's queue */
    void *driver;             /* the driver's */
};

struct blkdev;

/*
 * What a driver implements. Both are called with the disk's lock held, so a
 * driver needs none of its own; they must not log more than an error, nor wait.
 */
struct blkdev_ops {
    /* Queue @request, which blkdev.c has checked; tell the device if @last.
     * 0; -EAGAIN when full (it is tried again after the next reap()); another
     * error ends the request. */
    int (*start)(struct blkdev *dev, struct blk_request *request, bool last);
    /* What has ended, with its result, linked by next; NULL if nothing. */
    struct blk_request *(*reap)(struct blkdev *dev);
};

/*
 * struct blkdev - a disk. Everything but @sectors stays as it is.
 *
 * @sectors       its size now; a driver changes it when the host resizes
 * @block_size    what the disk reads and writes at once, for aligning; a power
 *                of two from 512 on; smaller requests work, slower
 * @max_bytes     the longest BLK_READ or BLK_WRITE
 * @max_zero      the most sectors of one BLK_ZERO or BLK_DISCARD
 * @can_flush     false: every completed write is stable already
 * @interrupts    false: blkdev_poll() must be called; blkdev_wait() does
 */
struct blkdev {
    char name[BLK_NAME];
    char serial[BLK_SERIAL]; /* "" if it has none */
    uint64_t sectors;
    uint32_t block_size, max_bytes, max_zero;
    bool read_only, can_flush, can_discard, can_zero, interrupts;
    const struct blkdev_ops *ops;
    void *driver;

    struct spinlock lock;
    struct blk_request *queue, **queue_end; /* blkdev.c: waiting for room */
    struct blkdev *next;
    uint32_t errors; /* requests that failed */
};

/*
 * blkdev_probe - find the disks of this machine, once; cheap afterwards.
 *
 * Returns how many there are. Their names are vda, vdb, ... in the order in
 * which the VMM was given them, as far as that can be told. Thread context.
 */
unsigned blkdev_probe(void);

/* blkdev_next - walk the disks: NULL for the first; NULL behind the last. */
struct blkdev *blkdev_next(const struct blkdev *previous);

/* blkdev_find - the disk called @name ("vda"), or NULL. */
struct blkdev *blkdev_find(const char *name);

/*
 * blkdev_submit - start @request.
 *
 * Returns 0, and @request->done will be called, maybe before this returns; or,
 * and then it will not: -EINVAL (out of the disk's range, segments that do not
 * sum up, more than max_bytes or BLK_SEGMENTS_MAX), -EROFS, -ENOSYS,
 * -ENODEV. Never waits. Any context.
 */
int blkdev_submit(struct blkdev *dev, struct blk_request *request);

/*
 * blkdev_wait - until @request, which has no done(), has ended; returns its
 * result. Thread context.
 */
int blkdev_wait(struct blkdev *dev, struct blk_request *request);

/*
 * blkdev_read, blkdev_write - @len bytes from @sector on, of any length that is
 * a multiple of 512; split into requests, several of them in flight.
 *
 * Returns 0 or the first error; then any part may have been transferred.
 * Thread context.
 */
int blkdev_read(struct blkdev *dev, uint64_t sector, void *buf, size_t len);
int blkdev_write(struct blkdev *dev, uint64_t sector, const void *buf,
                 size_t len);

/*
 * blkdev_flush - until all that was written before is on stable storage.
 * Returns 0 at once if the disk has no write cache. Thread context.
 */
int blkdev_flush(struct blkdev *dev);

/*
 * blkdev_zero - make @sectors from @sector on read as zeros: by the device
 * where it can, else by writing. blkdev_discard - tell the device that nobody
 * wants their contents; -ENOSYS if it does not care. Thread context.
 */
int blkdev_zero(struct blkdev *dev, uint64_t sector, uint64_t sectors);
int blkdev_discard(struct blkdev *dev, uint64_t sector, uint64_t sectors);

/* For drivers. */

/* blkdev_add - @dev exists; gives it its name. Thread context. */
void blkdev_add(struct blkdev *dev);

/*
 * blkdev_poll - take back what has ended, start what waits for room, call
 * done(). What a driver's interrupt handler calls. Any context.
 */
void blkdev_poll(struct blkdev *dev);

/*
 * blkdev_complain - one line about a request that failed, but not a thousand
 * lines about a thousand. @code: the device's. Any context.
 */
void blkdev_complain(struct blkdev *dev, const struct blk_request *request,
                     const char *what, unsigned code);

/*
 * blk_disk.c - one of the machine's disks, or a partition, as a struct disk.
 *
 * What comes in many pieces goes out as several requests at once.
 */
#include "fs/blk_disk.h"

#include <errno.h>
#include <string.h>

#include "kernel/base.h"

#define REQUESTS ((DISK_VECS_MAX + BLK_SEGMENTS_MAX - 1) / BLK_SEGMENTS_MAX)

static struct blk_disk *blk_of(struct disk *d)
{
    return (struct blk_disk *)(void *)d; /* it is the first member */
}

/* One request: its segments are the first of @vec that fit. */
static unsigned fill(const struct blk_disk *b, struct blk_request *rq,
                     struct blk_segment *segment, const struct disk_vec *vec,
                     unsigned count)
{
    unsigned n = 0;
    size_t bytes = 0;

    while (n < count && n < BLK_SEGMENTS_MAX &&
           bytes + vec[n].len <= b->dev->max_bytes) {
        segment[n] = (struct blk_segment){vec[n].base, (uint32_t)vec[n].len};
        bytes += vec[n++].len;
    }
    rq->segment = segment;
    rq->segments = n;
    rq->sectors = bytes / BLK_SECTOR;
    return n;
}

/* Starts what fits into REQUESTS requests and waits for all of it. */
static int some(const struct blk_disk *b, enum blk_op op, uint64_t *sector,
                const struct disk_vec *vec, unsigned count, unsigned *done)
{
    struct blk_segment segment[REQUESTS][BLK_SEGMENTS_MAX];
    struct blk_request rq[REQUESTS];
    unsigned n = 0;
    int err = 0;

    for (*done = 0; !err && n < REQUESTS && *done < count; n++) {
        unsigned filled;

        rq[n] = (struct blk_request){.op = op, .sector = *sector};
        filled = fill(b, &rq[n], segment[n], vec + *done, count - *done);
        err = filled ? blkdev_submit(b->dev, &rq[n]) : -EIO;
        if (err)
            break;
        *done += filled;
        *sector += rq[n].sectors;
    }
    while (n-- > 0) {
        int result = blkdev_wait(b->dev, &rq[n]);

        if (!err)
            err = result;
    }
    return err;
}

static int transfer(struct disk *d, enum blk_op op, uint64_t off,
                    const struct disk_vec *vec, unsigned count)
{
    const struct blk_disk *b = blk_of(d);
    uint64_t sector = b->start + off / BLK_SECTOR;
    int err = 0;

    if (count == 1 && op == BLK_READ)
        return blkdev_read(b->dev, sector, vec->base, vec->len);
    if (count == 1)
        return blkdev_write(b->dev, sector, vec->base, vec->len);
    for (unsigned done; !err && count; vec += done, count -= done)
        err = some(b, op, &sector, vec, count, &done);
    return err;
}

/* Whatever the reason, to a program it is EIO. */
static int read_blk(struct disk *d, uint64_t off, const struct disk_vec *vec,
                    unsigned count)
{
    return transfer(d, BLK_READ, off, vec, count) ? -EIO : 0;
}

static int write_blk(struct disk *d, uint64_t off, const struct disk_vec *vec,
                     unsigned count)
{
    if (d->read_only)
        return -EROFS;
    blk_of(d)->unflushed = true;
    return transfer(d, BLK_WRITE, off, vec, count) ? -EIO : 0;
}

static int flush_blk(struct disk *d)
{
    struct blk_disk *b = blk_of(d);

    if (!b->unflushed)
        return 0;
    if (blkdev_flush(b->dev))
        return -EIO;
    b->unflushed = false;
    return 0;
}

void blk_disk_init(struct blk_disk *b, struct blkdev *dev, uint64_t start,
                   uint64_t sectors, unsigned number)
{
    *b = (struct blk_disk){.dev = dev, .start = start};
    if (number)
        base_format(b->name, sizeof(b->name), "%s%u", dev->name, number);
    else
        base_format(b->name, sizeof(b->name), "%s", dev->name);
    b->disk = (struct disk){.name = b->name,
                            .size = sectors * BLK_SECTOR,
                            .read_only = dev->read_only,
                            .read = read_blk,
                            .write = write_blk,
                            .flush = flush_blk};
}

/*
 * disk.h - where a file system's blocks are: a disk, a partition, a file.
 *
 * The guest's disks are made by fs/disk.c from kernel/blkdev.h; the host's
 * tool and tests make theirs from a file. Calls return when the work is done:
 * one thread at a time is in fs/.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A piece of memory that takes part in one transfer. */
struct disk_vec {
    void *base;
    size_t len; /* a multiple of the file system's block size */
};

#define DISK_VECS_MAX 64 /* in one call */

struct disk {
    const char *name; /* for messages: "vda1" */
    uint64_t size;    /* in bytes */
    bool read_only;
    /* Each returns 0, or -EIO; -EROFS for a write to what is read-only. The
     * range is within the size, and @off a multiple of 512. */
    int (*read)(struct disk *d, uint64_t off, const struct disk_vec *vec,
                unsigned count);
    int (*write)(struct disk *d, uint64_t off, const struct disk_vec *vec,
                 unsigned count);
    /* All that was written lasts, power or no power. */
    int (*flush)(struct disk *d);
};

/* disk_read - into one piece of memory. */
static inline int disk_read(struct disk *d, uint64_t off, void *to, size_t n)
{
    struct disk_vec vec = {to, n};

    return d->read(d, off, &vec, 1);
}

/* disk_write - from one piece of memory. */
static inline int disk_write(struct disk *d, uint64_t off, const void *from,
                             size_t n)
{
    struct disk_vec vec = {(void *)(uintptr_t)from, n};

    return d->write(d, off, &vec, 1);
}

/*
 * blk_disk.h - one of the machine's disks, or a partition, as a struct disk.
 */
#pragma once

#include "fs/disk.h"
#include "kernel/blkdev.h"

struct blk_disk {
    struct disk disk;
    struct blkdev *dev;
    uint64_t start; /* sector */
    bool unflushed; /* something was written since the last flush */
    char name[16];
};

/*
 * blk_disk_init - @sectors of @dev from @start on.
 *
 * @number  of the partition, for the name; 0: all of the disk
 */
void blk_disk_init(struct blk_disk *b, struct blkdev *dev, uint64_t start,
                   uint64_t sectors, unsigned number);

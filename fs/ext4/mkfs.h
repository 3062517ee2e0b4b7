/*
 * mkfs.h - an empty ext4 volume.
 *
 * What `mke2fs -t ext4 -O ^metadata_csum,^64bit,^flex_bg,^resize_inode` would
 * make, about: a journal, extents, inodes of 256 bytes with nanoseconds; no
 * checksums, which cost more than they find on a disk that is a file.
 */
#pragma once

#include "fs/disk.h"

struct mkfs_options {
    const char *label; /* at most 16 bytes; NULL: none */
    uint8_t uuid[16];
    uint8_t hash_seed[16];
    int64_t time;   /* seconds since 1970 */
    uint64_t files; /* at least so many; 0: as the size suggests */
    bool zeroed;    /* the disk is all zeros already */
};

#define MKFS_MIN (2u << 20) /* the smallest volume, in bytes */

/*
 * mkfs_ext4 - write an empty volume over all of @disk. Not flushed.
 *
 * Volumes under 32 MiB have blocks of 1 KiB, others of 4 KiB; those under 4
 * MiB have no journal.
 *
 * Returns 0; -EINVAL if @disk is too small, or larger than 16 TiB; -ENOSPC if
 * @files do not fit; -EIO.
 */
int mkfs_ext4(struct disk *disk, const struct mkfs_options *options);

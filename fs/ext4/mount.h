/*
 * mount.h - a disk with ext2, ext3 or ext4 on it becomes a tree of files.
 *
 * Written by us rather than taken from a library: libext2fs (LGPL) is made
 * for tools. It writes no journal, so that a power cut leaves work for fsck
 * and loses what fsync() promised, keeps whole bitmaps in memory and
 * allocates in every call. What is here is MIT-licensed as the rest, does one
 * thing at a time in bounded memory, and logs each change as Linux does, so
 * that Linux, e2fsck and debugfs read what it writes, and the other way.
 *
 * Written are volumes with or without extents, 64-bit numbers, checksums,
 * flexible groups and a journal inside. Without a journal a power cut leaves
 * work for fsck. Not supported, and refused with a reason: encryption, inline
 * data, case folding, several devices, journals elsewhere, fast commits;
 * only read: bigalloc, quotas, and what newer versions add that only matters
 * to writers.
 */
#pragma once

#include "fs/disk.h"
#include "fs/vnode.h"

struct ext4_fs;

struct ext4_options {
    uint64_t dev; /* st_dev of its files */
    bool read_only;
    uint32_t cache_bytes; /* at least 128 blocks are taken */
};

/*
 * ext4_mount - open the volume on @disk; replay its journal if need be.
 *
 * @disk  must last until ext4_unmount()
 * @why   on failure: the reason, a constant string
 *
 * Returns 0, and the root directory, whose reference is the caller's, in
 * *@root; -EINVAL: no such volume; -ENOTSUP; -EROFS: it would have to be
 * written, to replay the journal; -EIO; -ENOMEM.
 */
int ext4_mount(struct disk *disk, const struct ext4_options *options,
               struct ext4_fs **fs, struct vnode **root, const char **why);

/* ext4_sync - until all that was done lasts. -EIO. */
int ext4_sync(struct ext4_fs *fs);

/*
 * ext4_close - the same for good: files without a name go, open or not, the
 * journal is empty, the volume clean, and nothing can be changed any more.
 */
int ext4_close(struct ext4_fs *fs);

/* ext4_unmount - ext4_close() and free all memory; no vnode may be in use. */
int ext4_unmount(struct ext4_fs *fs);

/*
 * ext4_probe - whether @disk has such a volume; its name and UUID.
 *
 * @label  17 bytes; @uuid: 16 bytes. Returns 0, -EINVAL, -EIO.
 */
int ext4_probe(struct disk *disk, char *label, uint8_t *uuid);

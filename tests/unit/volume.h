/*
 * volume.h - a disk in memory for tests of fs/ext4/, and the host's tools.
 *
 * The disk remembers what was written since the last flush, so that a power
 * cut can be played: any part of that may be lost, in any order.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "fs/disk.h"
#include "fs/ext4/mount.h"

struct volume {
    struct disk disk;
    uint8_t *bytes;   /* what the disk shows */
    uint8_t *durable; /* what was there at the last flush; NULL: not kept */
    uint8_t *dirty;   /* one for each 512 bytes: written since */
    long writes_left; /* then -EIO; negative: never */
    long reads_left;
    unsigned long writes, reads, flushes;
    struct ext4_fs *fs;
    struct vnode *root;
};

/* volume_tools - whether mke2fs and e2fsck are on this host. */
bool volume_tools(void);

/* volume_empty - a disk of @size zeros. */
void volume_empty(struct volume *v, uint64_t size);

/* volume_make - a disk of @mib MiB with what `mke2fs @options` makes. */
void volume_make(struct volume *v, unsigned mib, const char *options);

/* volume_load - a disk with the contents of the file @path. */
void volume_load(struct volume *v, const char *path);

/* volume_mount - mount it; the test fails if that fails. */
bool volume_mount(struct volume *v, uint32_t cache_bytes);
void volume_unmount(struct volume *v);

/* volume_drop - forget the mounted volume as a crash does. */
void volume_drop(struct volume *v);

/* volume_keep - remember from now on what a power cut could lose. */
void volume_keep(struct volume *v);

/* volume_cut - the power went: of what was not flushed, sectors are lost as
 * @seed has it. */
void volume_cut(struct volume *v, uint64_t *seed);

/* volume_check - whether `e2fsck -fn` finds nothing; says what it found.
 * @repair: `e2fsck -fy` first, as after a crash, which must need no repairs
 * beyond the journal and the orphans. */
bool volume_check(struct volume *v, bool replay);

/* volume_save - write the disk to the file @path. */
void volume_save(const struct volume *v, const char *path);

void volume_free(struct volume *v);

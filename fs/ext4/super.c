/*
 * super.c - the superblock and the groups of a mounted volume.
 */
#include <errno.h>
#include <string.h>

#include "fs/ext4/ext4.h"
#include "fs/machine.h"

int super_corrupt(struct ext4_fs *fs, const char *what, uint64_t number)
{
    if (!fs->corrupt)
        machine_corrupt(fs->disk->name, what, number);
    fs->corrupt = true;
    return -EIO;
}

static bool is_power(uint32_t n, uint32_t base)
{
    while (n > 1 && n % base == 0)
        n /= base;
    return n == 1;
}

bool super_has_backup(const struct ext4_super *super, uint32_t group)
{
    if (!(super->feature_ro_compat & RO_COMPAT_SPARSE_SUPER) || group <= 1)
        return true;
    return is_power(group, 3) || is_power(group, 5) || is_power(group, 7);
}

uint32_t super_overhead(const struct ext4_fs *fs, uint32_t group)
{
    uint32_t descs = (fs->groups + fs->desc_per_block - 1) / fs->desc_per_block;

    if (!super_has_backup(&fs->super, group))
        return 0;
    return 1 + descs + fs->super.reserved_gdt_blocks;
}

uint32_t super_group_blocks(const struct ext4_fs *fs, uint32_t group)
{
    uint64_t first = fs->first_block + (uint64_t)group * fs->blocks_per_group;
    uint64_t left = fs->blocks - first;

    return left < fs->blocks_per_group ? (uint32_t)left : fs->blocks_per_group;
}

bool super_block_ok(const struct ext4_fs *fs, uint64_t block, uint64_t count)
{
    return block > fs->first_block && block < fs->blocks &&
           count <= fs->blocks - block;
}

void group_changed(struct ext4_fs *fs, uint32_t group)
{
    struct ext4_group *g = &fs->group[group];

    if (g->changed)
        return;
    g->changed = true;
    g->next_changed = fs->txn.groups;
    fs->txn.groups = group;
}

int group_desc(struct ext4_fs *fs, uint32_t group, struct buf **b,
               struct ext4_desc **desc)
{
    uint64_t block = fs->first_block + 1 + group / fs->desc_per_block;
    int err = cache_get(&fs->cache, block, b);

    if (err)
        return err;
    (*b)->kind = KIND_NONE;
    *desc =
        (struct ext4_desc *)(void *)((*b)->data + group % fs->desc_per_block *
                                                      fs->desc_size);
    return 0;
}

/* The checksum of a bitmap of @bits. */
static uint32_t bitmap_csum(const struct ext4_fs *fs, const struct buf *b,
                            uint32_t bits)
{
    return csum_crc32c(fs->csum_seed, b->data, bits / 8);
}

/* Bitmaps that changed are in the cache, being held. */
static void encode_bitmaps(struct ext4_fs *fs, const struct ext4_group *g,
                           struct ext4_desc *d)
{
    const struct buf *blocks = cache_find(&fs->cache, g->block_bitmap);
    const struct buf *inodes = cache_find(&fs->cache, g->inode_bitmap);
    bool has_hi = fs->desc_size >= sizeof(*d);
    uint32_t sum;

    if (blocks && blocks->flags & BUF_HELD) {
        sum = bitmap_csum(fs, blocks, fs->blocks_per_group);
        d->block_bitmap_csum_lo = (uint16_t)sum;
        if (has_hi)
            d->block_bitmap_csum_hi = (uint16_t)(sum >> 16);
    }
    if (inodes && inodes->flags & BUF_HELD) {
        sum = bitmap_csum(fs, inodes, fs->inodes_per_group);
        d->inode_bitmap_csum_lo = (uint16_t)sum;
        if (has_hi)
            d->inode_bitmap_csum_hi = (uint16_t)(sum >> 16);
    }
}

static void encode_counts(const struct ext4_fs *fs, const struct ext4_group *g,
                          struct ext4_desc *d)
{
    d->free_blocks_lo = (uint16_t)g->free_blocks;
    d->free_inodes_lo = (uint16_t)g->free_inodes;
    d->used_dirs_lo = (uint16_t)g->used_dirs;
    d->itable_unused_lo = (uint16_t)g->itable_unused;
    d->flags = g->flags;
    if (fs->desc_size >= sizeof(*d)) {
        d->free_blocks_hi = (uint16_t)(g->free_blocks >> 16);
        d->free_inodes_hi = (uint16_t)(g->free_inodes >> 16);
        d->used_dirs_hi = (uint16_t)(g->used_dirs >> 16);
        d->itable_unused_hi = (uint16_t)(g->itable_unused >> 16);
    }
}

static int encode_group(struct ext4_fs *fs, uint32_t group)
{
    struct ext4_group *g = &fs->group[group];
    struct ext4_desc *desc;
    struct buf *b;
    int err = group_desc(fs, group, &b, &desc);

    if (err)
        return err;
    encode_counts(fs, g, desc);
    if (fs->csum)
        encode_bitmaps(fs, g, desc);
    if (fs->csum || fs->gdt_csum)
        desc->checksum = csum_desc(fs, group, desc);
    txn_dirty(fs, b);
    cache_put(b);
    return 0;
}

/* The counts of the whole volume are kept right only by unmounting: who reads
 * them after a crash adds up the groups'. */
static int encode_super(struct ext4_fs *fs)
{
    uint64_t block = SUPER_OFFSET / fs->block_size;
    struct buf *b;
    uint8_t *at;
    int err = cache_get(&fs->cache, block, &b);

    if (err)
        return err;
    if (fs->csum)
        fs->super.checksum = csum_super(&fs->super);
    /* What was removed at once came into the orphans' list and went again. */
    at = b->data + SUPER_OFFSET % fs->block_size;
    if (memcmp(at, &fs->super, SUPER_SIZE) != 0) {
        memcpy(at, &fs->super, SUPER_SIZE);
        txn_dirty(fs, b);
    }
    cache_put(b);
    return 0;
}

int super_encode(struct ext4_fs *fs)
{
    while (fs->txn.groups != NO_GROUP) {
        struct ext4_group *g = &fs->group[fs->txn.groups];
        int err = encode_group(fs, fs->txn.groups);

        if (err)
            return err;
        g->changed = false;
        fs->txn.groups = g->next_changed;
    }
    return fs->txn.super ? encode_super(fs) : 0;
}

/*
 * What lies in the cache must not undo what is written. A held block is newer
 * and goes into the log: of @super it needs what says that there is a log.
 */
static void keep_up(struct ext4_fs *fs, struct buf *b,
                    const struct ext4_super *super)
{
    uint8_t *at = b->data + SUPER_OFFSET % fs->block_size;
    struct ext4_super held;

    memcpy(&held, at, SUPER_SIZE);
    if (b->flags & BUF_HELD) {
        held.feature_incompat = super->feature_incompat;
        held.state = super->state;
        if (fs->csum)
            held.checksum = csum_super(&held);
    } else {
        held = *super;
    }
    memcpy(at, &held, SUPER_SIZE);
}

int super_write(struct ext4_fs *fs, struct ext4_super *super)
{
    struct buf *b = cache_find(&fs->cache, SUPER_OFFSET / fs->block_size);

    if (fs->csum)
        super->checksum = csum_super(super);
    if (b)
        keep_up(fs, b, super);
    return disk_write(fs->disk, SUPER_OFFSET, super, SUPER_SIZE);
}

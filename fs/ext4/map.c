/*
 * map.c - where a file's blocks are, whichever way the inode says so.
 *
 * The run that was looked up last is remembered: most reads and writes go on
 * where the last one ended.
 */
#include <errno.h>
#include <string.h>

#include "fs/ext4/ext4.h"

uint64_t map_limit(const struct ext4_inode *ip)
{
    uint64_t n = ip->fs->block_size / 4;

    if (ip->flags & INODE_EXTENTS)
        return UINT32_MAX;
    n = 12 + n + n * n + n * n * n;
    return n < UINT32_MAX ? n : UINT32_MAX;
}

int map_find(struct ext4_inode *ip, uint32_t block, struct ext4_run *run)
{
    const struct ext4_run *last = &ip->last;
    uint32_t in = block - last->block;
    int err;

    if (in < last->len) {
        *run = (struct ext4_run){last->kind,
                                 last->kind == RUN_HOLE ? 0 : last->start + in,
                                 block, last->len - in};
        return 0;
    }
    err = ip->flags & INODE_EXTENTS ? extents_find(ip, block, run)
                                    : blockmap_find(ip, block, run);
    if (!err)
        ip->last = *run;
    return err;
}

/* Behind the block before, if there is one. */
static uint64_t goal_of(struct ext4_inode *ip, uint32_t block)
{
    struct ext4_run before;

    if (block > 0 && map_find(ip, block - 1, &before) == 0 &&
        before.kind != RUN_HOLE)
        return before.start + 1;
    return alloc_goal(ip);
}

static int fill_hole(struct ext4_inode *ip, struct ext4_run *run)
{
    struct ext4_fs *fs = ip->fs;
    uint32_t got;
    int err =
        alloc_blocks(fs, goal_of(ip, run->block), run->len, &run->start, &got);

    if (err)
        return err;
    run->kind = RUN_WRITTEN;
    run->len = got;
    err = ip->flags & INODE_EXTENTS ? extents_insert(ip, run)
                                    : blockmap_insert(ip, run);
    if (err)
        run->len = 0;
    if (run->len < got)
        txn_free(fs, run->start + run->len, got - run->len, false);
    if (!err)
        ip->blocks += (uint64_t)run->len * (fs->block_size / 512);
    inode_changed(ip);
    return err;
}

int map_alloc(struct ext4_inode *ip, uint32_t block, uint32_t want,
              struct ext4_run *run)
{
    int err = map_find(ip, block, run);

    if (err)
        return err;
    if (run->len > want)
        run->len = want;
    if (run->kind == RUN_WRITTEN)
        return 0;
    if (run->kind == RUN_UNWRITTEN) {
        run->kind = RUN_WRITTEN;
        err = extents_write(ip, run);
    } else {
        if (run->len > EXTENT_LEN_MAX / 2)
            run->len = EXTENT_LEN_MAX / 2;
        err = fill_hole(ip, run);
    }
    ip->last.len = 0;
    return err;
}

int map_cut(struct ext4_inode *ip, uint64_t block, bool *done)
{
    ip->last.len = 0;
    return ip->flags & INODE_EXTENTS ? extents_cut(ip, block, done)
                                     : blockmap_cut(ip, block, done);
}

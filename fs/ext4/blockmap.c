/*
 * blockmap.c - where the blocks of a file are without extents: in ext2, ext3.
 *
 * Twelve block numbers lie in the inode, then one of a block full of them,
 * one of a block of such blocks, and one of a level more.
 * [EXT4 "Direct/Indirect Block Addressing"]
 */
#include <errno.h>
#include <string.h>

#include "fs/ext4/ext4.h"

#define DIRECT 12u
#define LEVELS 4 /* direct, single, double, triple */

static uint32_t per_block(const struct ext4_fs *fs)
{
    return fs->block_size / 4;
}

/* The way to a block's number: slots, from the inode's down. */
struct way {
    uint32_t slot[LEVELS];
    int depth; /* the index of the last slot */
};

static int find_way(const struct ext4_fs *fs, uint32_t block, struct way *w)
{
    uint64_t n = per_block(fs), span = 1, rest = block;

    *w = (struct way){0};
    if (rest < DIRECT) {
        w->slot[0] = block;
        return 0;
    }
    rest -= DIRECT;
    for (w->depth = 1; w->depth < LEVELS; w->depth++) {
        span *= n;
        if (rest < span)
            break;
        rest -= span;
    }
    if (w->depth == LEVELS)
        return -EFBIG;
    w->slot[0] = DIRECT + (uint32_t)w->depth - 1;
    for (int i = 1; i <= w->depth; i++) {
        span /= n;
        w->slot[i] = (uint32_t)(rest / span);
        rest %= span;
    }
    return 0;
}

/* A table of block numbers: the inode's own if @b is NULL. */
static uint32_t *table_of(struct ext4_inode *ip, const struct buf *b)
{
    return b ? (uint32_t *)(void *)b->data : ip->block;
}

static int get_table(struct ext4_inode *ip, uint32_t block, struct buf **b)
{
    int err;

    if (!super_block_ok(ip->fs, block, 1))
        return super_corrupt(ip->fs, "a file has an impossible block", block);
    err = cache_get(&ip->fs->cache, block, b);
    if (!err)
        (*b)->kind = KIND_NONE;
    return err;
}

/* The table that has the last slot of @w, or, if there is none, the one above
 * it that would say where; *level is whose. */
static int walk(struct ext4_inode *ip, const struct way *w, struct buf **b,
                int *level)
{
    *b = NULL;
    for (*level = 0; *level < w->depth; ++*level) {
        uint32_t next = table_of(ip, *b)[w->slot[*level]];
        struct buf *below;
        int err;

        if (next == 0)
            return 0;
        err = get_table(ip, next, &below);
        cache_put(*b);
        *b = NULL;
        if (err)
            return err;
        *b = below;
    }
    return 0;
}

/* How many blocks one slot of @level stands for. */
static uint64_t span_of(const struct ext4_fs *fs, const struct way *w,
                        int level)
{
    uint64_t span = 1;

    for (; level < w->depth; level++)
        span *= per_block(fs);
    return span;
}

/* The numbers behind a slot as far as they go on as they begin. */
static uint32_t run_length(const uint32_t *slot, uint32_t left)
{
    uint32_t n = 1;

    while (n < left && (slot[0] ? slot[n] == slot[0] + n : slot[n] == 0))
        n++;
    return n;
}

int blockmap_find(struct ext4_inode *ip, uint32_t block, struct ext4_run *run)
{
    struct way w;
    struct buf *b;
    const uint32_t *slot;
    int level, err = find_way(ip->fs, block, &w);

    *run = (struct ext4_run){RUN_HOLE, 0, block, 1};
    if (err)
        return 0;
    err = walk(ip, &w, &b, &level);
    if (err)
        return err;
    slot = table_of(ip, b) + w.slot[level];
    if (level < w.depth) {
        /* up to where the missing table ends */
        uint64_t span = span_of(ip->fs, &w, level), in = 0;

        for (int i = level + 1; i <= w.depth; i++)
            in += w.slot[i] * span_of(ip->fs, &w, i);
        span -= in;
        run->len = span > UINT32_MAX ? UINT32_MAX : (uint32_t)span;
    } else {
        uint32_t end = b ? per_block(ip->fs) : DIRECT;

        run->len = run_length(slot, end - w.slot[level]);
        if (*slot) {
            run->kind = RUN_WRITTEN;
            run->start = *slot;
            if (!super_block_ok(ip->fs, *slot, run->len))
                err = super_corrupt(ip->fs, "a file has an impossible block",
                                    *slot);
        }
    }
    cache_put(b);
    return err;
}

static void table_dirty(struct ext4_inode *ip, struct buf *b)
{
    if (b)
        txn_dirty(ip->fs, b);
    else
        inode_changed(ip);
}

/* A new table for the slot of @level in @b; *b is the new one then. */
static int add_table(struct ext4_inode *ip, const struct way *w, int level,
                     struct buf **b)
{
    struct ext4_fs *fs = ip->fs;
    uint64_t block;
    uint32_t got;
    struct buf *below;
    int err =
        alloc_blocks(fs, *b ? (*b)->block : alloc_goal(ip), 1, &block, &got);

    if (!err && block > UINT32_MAX)
        err = -ENOSPC;
    if (!err)
        err = cache_get_new(&fs->cache, block, &below);
    if (err)
        return err;
    memset(below->data, 0, fs->block_size);
    below->kind = KIND_NONE;
    txn_dirty(fs, below);
    table_of(ip, *b)[w->slot[level]] = (uint32_t)block;
    table_dirty(ip, *b);
    ip->blocks += fs->block_size / 512;
    inode_changed(ip);
    cache_put(*b);
    *b = below;
    return 0;
}

/* As many of @run as the table has room for: run->len is how many. */
int blockmap_insert(struct ext4_inode *ip, struct ext4_run *run)
{
    struct way w;
    struct buf *b;
    int level, err = find_way(ip->fs, run->block, &w);

    if (err)
        return err;
    if (run->start + run->len > UINT32_MAX)
        return -ENOSPC;
    err = walk(ip, &w, &b, &level);
    for (; !err && level < w.depth; level++)
        err = add_table(ip, &w, level, &b);
    if (!err) {
        uint32_t *slot = table_of(ip, b) + w.slot[level];
        uint32_t left = (b ? per_block(ip->fs) : DIRECT) - w.slot[level];

        if (run->len > left)
            run->len = left;
        for (uint32_t i = 0; i < run->len; i++)
            slot[i] = (uint32_t)(run->start + i);
        table_dirty(ip, b);
    }
    cache_put(b);
    return err;
}

/* --- cutting: from the end, a table at a time --- */

struct cut {
    struct ext4_inode *ip;
    uint64_t from; /* the first block that goes */
    uint32_t left; /* runs that may still go in this transaction */
};

static void free_blocks(struct cut *c, uint32_t block, uint32_t n, bool meta)
{
    txn_free(c->ip->fs, block, n, meta);
    c->ip->blocks -= (uint64_t)n * (c->ip->fs->block_size / 512);
    if (c->left)
        c->left--;
}

/* Frees what slots @first..@end-1 say, the last first; stops early. */
static void cut_slots(struct cut *c, uint32_t *slot, uint32_t first,
                      uint32_t end)
{
    while (end > first && c->left) {
        uint32_t n = 1;

        end--;
        if (slot[end] == 0)
            continue;
        while (end > first && slot[end - 1] == slot[end] - 1) {
            slot[end] = 0;
            end--;
            n++;
        }
        free_blocks(c, slot[end], n, false);
        slot[end] = 0;
    }
}

static bool is_empty(const struct ext4_fs *fs, const uint32_t *slot)
{
    for (uint32_t i = 0; i < per_block(fs); i++) {
        if (slot[i])
            return false;
    }
    return true;
}

/*
 * Cuts below the table in *@entry, @depth levels above the data, whose first
 * block is @base. Calls itself for the levels below: three at most.
 */
static int cut_table(struct cut *c, uint32_t *entry, int depth, uint64_t base)
{
    struct ext4_fs *fs = c->ip->fs;
    uint32_t per = per_block(fs), first = 0;
    uint64_t span = 1;
    struct buf *b;
    uint32_t *slot;
    int err = get_table(c->ip, *entry, &b);

    if (err)
        return err;
    for (int i = 1; i < depth; i++)
        span *= per;
    if (c->from > base)
        first = (uint32_t)((c->from - base) / span);
    slot = table_of(c->ip, b);
    if (depth == 1)
        cut_slots(c, slot, first, per);
    for (uint32_t i = per; depth > 1 && !err && i > first && c->left; i--) {
        if (slot[i - 1])
            err = cut_table(c, &slot[i - 1], depth - 1,
                            base + (uint64_t)(i - 1) * span);
    }
    txn_dirty(fs, b);
    if (!err && is_empty(fs, slot) && c->left) {
        cache_put(b);
        free_blocks(c, *entry, 1, true);
        *entry = 0;
        return 0;
    }
    cache_put(b);
    return err;
}

int blockmap_cut(struct ext4_inode *ip, uint64_t block, bool *done)
{
    struct cut c = {ip, block, 32};
    uint64_t base[LEVELS], span = 1;
    int err = 0;

    base[0] = 0;
    base[1] = DIRECT;
    for (int i = 2; i < LEVELS; i++) {
        span *= per_block(ip->fs);
        base[i] = base[i - 1] + span;
    }
    span *= per_block(ip->fs);
    for (int i = LEVELS - 1; i > 0 && !err && c.left; i--) {
        uint64_t end = i == LEVELS - 1 ? base[i] + span : base[i + 1];
        uint32_t *entry = &ip->block[DIRECT + (uint32_t)i - 1];

        if (*entry && block < end)
            err = cut_table(&c, entry, i, base[i]);
    }
    if (!err && c.left && block < DIRECT)
        cut_slots(&c, ip->block, (uint32_t)block, DIRECT);
    inode_changed(ip);
    *done = c.left > 0;
    return err;
}

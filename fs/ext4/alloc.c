/*
 * alloc.c - which blocks and inodes are in use: two bitmaps for each group.
 *
 * Blocks come in runs, from where the caller wants them if that is free, else
 * from the first group that has a run long enough, else from any. A bitmap is
 * checked when it is first read: its own and its group's tables are in use.
 */
#include <errno.h>
#include <string.h>

#include "fs/ext4/ext4.h"

#define RUN_GOOD 32u /* blocks: a run not worth looking further for */

static bool get_bit(const uint8_t *map, uint32_t n)
{
    return map[n / 8] >> n % 8 & 1;
}

static void set_bits(uint8_t *map, uint32_t from, uint32_t count)
{
    for (uint32_t n = from; n < from + count; n++)
        map[n / 8] |= (uint8_t)(1 << n % 8);
}

/* The first bit from @from up that is @value; @end if none is. */
static uint32_t find_bit(const uint8_t *map, uint32_t from, uint32_t end,
                         bool value)
{
    while (from < end) {
        uint64_t word;

        memcpy(&word, map + from / 64 * 8, sizeof(word));
        word = (value ? word : ~word) >> from % 64;
        if (word) {
            from += (uint32_t)__builtin_ctzll(word);
            return from < end ? from : end;
        }
        from = (from / 64 + 1) * 64;
    }
    return end;
}

static uint64_t group_first(const struct ext4_fs *fs, uint32_t group)
{
    return fs->first_block + (uint64_t)group * fs->blocks_per_group;
}

/* Marks @count blocks from @block in use, as far as they are in @group. */
static void use(const struct ext4_fs *fs, uint32_t group, uint8_t *map,
                uint64_t block, uint32_t count)
{
    uint64_t first = group_first(fs, group);

    for (; count-- > 0; block++) {
        if (block >= first && block - first < fs->blocks_per_group)
            set_bits(map, (uint32_t)(block - first), 1);
    }
}

static uint32_t table_blocks(const struct ext4_fs *fs)
{
    return (fs->inodes_per_group * fs->inode_size + fs->block_size - 1) >>
           fs->block_shift;
}

/* The bitmap of a group that none was written for [EXT4 "Lazy Block Group
 * Initialization"]. */
static void make_block_bitmap(struct ext4_fs *fs, uint32_t group, struct buf *b)
{
    const struct ext4_group *g = &fs->group[group];
    uint32_t blocks = super_group_blocks(fs, group);

    memset(b->data, 0, fs->block_size);
    set_bits(b->data, 0, super_overhead(fs, group));
    use(fs, group, b->data, g->block_bitmap, 1);
    use(fs, group, b->data, g->inode_bitmap, 1);
    use(fs, group, b->data, g->inode_table, table_blocks(fs));
    set_bits(b->data, blocks, fs->block_size * 8 - blocks);
}

/* What belongs to the group itself is not free. */
static bool block_bitmap_ok(const struct ext4_fs *fs, uint32_t group,
                            const uint8_t *map)
{
    const struct ext4_group *g = &fs->group[group];
    uint64_t first = group_first(fs, group);
    uint32_t blocks = super_group_blocks(fs, group);
    const struct {
        uint64_t block;
        uint32_t count;
    } own[] = {{g->block_bitmap, 1},
               {g->inode_bitmap, 1},
               {g->inode_table, table_blocks(fs)}};

    for (unsigned i = 0; i < sizeof(own) / sizeof(own[0]); i++) {
        uint64_t at = own[i].block - first;

        if (own[i].block < first || at >= blocks)
            continue;
        if (own[i].count > blocks - at ||
            find_bit(map, (uint32_t)at, (uint32_t)at + own[i].count, false) !=
                at + own[i].count)
            return false;
    }
    return true;
}

static bool csum_ok(struct ext4_fs *fs, uint32_t group, const struct buf *b,
                    bool inodes)
{
    uint32_t bits = inodes ? fs->inodes_per_group : fs->blocks_per_group;
    uint32_t sum = csum_crc32c(fs->csum_seed, b->data, bits / 8);
    struct ext4_desc *d;
    struct buf *db;
    bool ok;

    if (!fs->csum)
        return true;
    if (group_desc(fs, group, &db, &d))
        return false;
    ok = (uint16_t)sum ==
         (inodes ? d->inode_bitmap_csum_lo : d->block_bitmap_csum_lo);
    if (fs->desc_size >= sizeof(*d))
        ok = ok && sum >> 16 == (inodes ? d->inode_bitmap_csum_hi
                                        : d->block_bitmap_csum_hi);
    cache_put(db);
    return ok;
}

static int get_block_bitmap(struct ext4_fs *fs, uint32_t group,
                            struct buf **out)
{
    struct ext4_group *g = &fs->group[group];
    struct buf *b;
    int err;

    if (g->flags & GROUP_BLOCK_UNINIT) {
        err = cache_get_new(&fs->cache, g->block_bitmap, &b);
        if (err)
            return err;
        make_block_bitmap(fs, group, b);
        g->flags &= (uint16_t)~GROUP_BLOCK_UNINIT;
        group_changed(fs, group);
        b->flags |= BUF_CHECKED;
        txn_dirty(fs, b);
        *out = b;
        return 0;
    }
    err = cache_get(&fs->cache, g->block_bitmap, &b);
    if (err)
        return err;
    if (!(b->flags & BUF_CHECKED) && (!block_bitmap_ok(fs, group, b->data) ||
                                      !csum_ok(fs, group, b, false))) {
        cache_put(b);
        return super_corrupt(fs, "a bitmap of blocks is wrong", group);
    }
    b->flags |= BUF_CHECKED;
    b->kind = KIND_NONE;
    *out = b;
    return 0;
}

static int get_inode_bitmap(struct ext4_fs *fs, uint32_t group,
                            struct buf **out)
{
    struct ext4_group *g = &fs->group[group];
    uint32_t bits = fs->inodes_per_group;
    struct buf *b;
    int err;

    if (g->flags & GROUP_INODE_UNINIT) {
        err = cache_get_new(&fs->cache, g->inode_bitmap, &b);
        if (err)
            return err;
        memset(b->data, 0, fs->block_size);
        set_bits(b->data, bits, fs->block_size * 8 - bits);
        g->flags &= (uint16_t)~GROUP_INODE_UNINIT;
        group_changed(fs, group);
        b->flags |= BUF_CHECKED;
        txn_dirty(fs, b);
        *out = b;
        return 0;
    }
    err = cache_get(&fs->cache, g->inode_bitmap, &b);
    if (err)
        return err;
    if (!(b->flags & BUF_CHECKED) && !csum_ok(fs, group, b, true)) {
        cache_put(b);
        return super_corrupt(fs, "a bitmap of inodes is wrong", group);
    }
    b->flags |= BUF_CHECKED;
    b->kind = KIND_NONE;
    *out = b;
    return 0;
}

/* The first free run of at least @least bits from @from to @end, else the
 * longest; its length, 0 if none is free. */
static uint32_t find_run(const uint8_t *map, uint32_t from, uint32_t end,
                         uint32_t least, uint32_t *start)
{
    uint32_t best = 0;

    for (uint32_t at = from; at < end;) {
        uint32_t free = find_bit(map, at, end, false);
        uint32_t used = find_bit(map, free, end, true);

        if (used - free > best) {
            best = used - free;
            *start = free;
        }
        if (best >= least)
            break;
        at = used;
    }
    return best;
}

/* Takes a run from @group; 0 if there is none of @least blocks. */
static int take_from(struct ext4_fs *fs, uint32_t group, uint32_t goal,
                     uint32_t want, uint32_t least, uint64_t *start,
                     uint32_t *got)
{
    uint32_t end = super_group_blocks(fs, group), at = 0, len;
    struct buf *b;
    int err = get_block_bitmap(fs, group, &b);

    if (err)
        return err;
    if (goal < end && !get_bit(b->data, goal)) {
        at = goal;
        len = find_bit(b->data, goal, end, true) - goal;
    } else {
        len = find_run(b->data, goal < end ? goal : 0, end, least, &at);
        if (len < least)
            len = find_run(b->data, 0, end, least, &at);
    }
    if (len > want)
        len = want;
    *got = len < least && at != goal ? 0 : len;
    if (*got) {
        set_bits(b->data, at, len);
        txn_dirty(fs, b);
        *start = group_first(fs, group) + at;
    }
    cache_put(b);
    return 0;
}

/* Once over all groups. */
static int take(struct ext4_fs *fs, uint64_t goal, uint32_t want,
                uint32_t least, uint64_t *start, uint32_t *got)
{
    uint32_t first =
        (uint32_t)((goal - fs->first_block) / fs->blocks_per_group);
    uint32_t bit = (uint32_t)((goal - fs->first_block) % fs->blocks_per_group);

    for (uint32_t i = 0; i < fs->groups; i++) {
        uint32_t n = (uint32_t)(((uint64_t)first + i) % fs->groups);
        struct ext4_group *g = &fs->group[n];
        int err;

        if (g->free_blocks == 0)
            continue;
        err = take_from(fs, n, i == 0 ? bit : 0, want, least, start, got);
        if (err)
            return err;
        if (*got == 0)
            continue;
        if (*got > g->free_blocks)
            return super_corrupt(fs, "a group's count of blocks is wrong", n);
        g->free_blocks -= *got;
        fs->free_blocks -= *got;
        group_changed(fs, n);
        return 0;
    }
    return -ENOSPC;
}

int alloc_blocks(struct ext4_fs *fs, uint64_t goal, uint32_t want,
                 uint64_t *start, uint32_t *got)
{
    uint32_t least = want < RUN_GOOD ? want : RUN_GOOD;
    int err;

    if (!super_block_ok(fs, goal, 1))
        goal = fs->first_block + 1;
    *got = 0;
    err = take(fs, goal, want, least, start, got);
    if (err == -ENOSPC && least > 1)
        err = take(fs, goal, want, 1, start, got);
    if (!err && !super_block_ok(fs, *start, *got))
        err = super_corrupt(fs, "the superblock is marked free", *start);
    return err;
}

uint64_t alloc_goal(const struct ext4_inode *ip)
{
    const struct ext4_fs *fs = ip->fs;
    uint32_t group = (uint32_t)(ip->vn.ino - 1) / fs->inodes_per_group;

    return group_first(fs, group);
}

/* The part of @f that lies in one group. */
static int apply_part(struct ext4_fs *fs, uint64_t block, uint64_t count,
                      uint32_t *done)
{
    uint32_t group =
        (uint32_t)((block - fs->first_block) / fs->blocks_per_group);
    uint32_t at = (uint32_t)((block - fs->first_block) % fs->blocks_per_group);
    uint32_t n = fs->blocks_per_group - at;
    struct buf *b;
    int err = get_block_bitmap(fs, group, &b);

    if (err)
        return err;
    if (n > count)
        n = (uint32_t)count;
    if (find_bit(b->data, at, at + n, false) != at + n) {
        cache_put(b);
        return super_corrupt(fs, "a block is freed that is free", block);
    }
    for (uint32_t i = at; i < at + n; i++)
        b->data[i / 8] &= (uint8_t) ~(1 << i % 8);
    fs->group[group].free_blocks += n;
    fs->free_blocks += n;
    group_changed(fs, group);
    txn_dirty(fs, b);
    cache_put(b);
    *done = n;
    return 0;
}

int alloc_apply_frees(struct ext4_fs *fs)
{
    struct txn *t = &fs->txn;
    int err = 0;

    for (uint32_t i = 0; i < t->nr_frees; i++) {
        struct ext4_free *f = &t->frees[i];

        for (uint32_t n; !err && f->count; f->start += n, f->count -= n) {
            n = 0;
            err = apply_part(fs, f->start, f->count, &n);
        }
    }
    return err;
}

/* --- inodes --- */

/* A directory goes where there is most room if it is near the root, so that
 * trees spread; else all stay near their parents. */
static uint32_t inode_group(struct ext4_fs *fs, uint32_t parent, bool is_dir)
{
    uint32_t best = (parent - 1) / fs->inodes_per_group;

    if (!is_dir || parent != INODE_ROOT)
        return best;
    for (uint32_t i = 0; i < fs->groups; i++) {
        uint32_t n = (fs->last_dir_group + 1 + i) % fs->groups;

        if (fs->group[n].free_inodes &&
            fs->group[n].free_blocks > fs->blocks_per_group / 2) {
            fs->last_dir_group = n;
            return n;
        }
    }
    return best;
}

static int take_inode(struct ext4_fs *fs, uint32_t group, bool is_dir,
                      uint32_t *ino)
{
    struct ext4_group *g = &fs->group[group];
    uint32_t bits = fs->inodes_per_group, n;
    struct buf *b;
    int err = get_inode_bitmap(fs, group, &b);

    if (err)
        return err;
    n = group == 0 ? fs->super.first_ino - 1 : 0;
    n = find_bit(b->data, n, bits, false);
    if (n == bits) {
        cache_put(b);
        return super_corrupt(fs, "a group's count of inodes is wrong", group);
    }
    set_bits(b->data, n, 1);
    txn_dirty(fs, b);
    cache_put(b);
    g->free_inodes--;
    fs->free_inodes--;
    g->used_dirs += is_dir;
    if ((fs->csum || fs->gdt_csum) && g->itable_unused > bits - n - 1)
        g->itable_unused = bits - n - 1;
    group_changed(fs, group);
    *ino = group * bits + n + 1;
    return 0;
}

int alloc_inode(struct ext4_fs *fs, uint32_t parent, bool is_dir, uint32_t *ino)
{
    uint32_t first = inode_group(fs, parent, is_dir);

    for (uint32_t i = 0; i < fs->groups; i++) {
        uint32_t n = (first + i) % fs->groups;

        if (fs->group[n].free_inodes)
            return take_inode(fs, n, is_dir, ino);
    }
    return -ENOSPC;
}

int alloc_free_inode(struct ext4_fs *fs, uint32_t ino, bool is_dir)
{
    uint32_t group = (ino - 1) / fs->inodes_per_group;
    uint32_t n = (ino - 1) % fs->inodes_per_group;
    struct ext4_group *g = &fs->group[group];
    struct buf *b;
    int err = get_inode_bitmap(fs, group, &b);

    if (err)
        return err;
    if (!get_bit(b->data, n)) {
        cache_put(b);
        return super_corrupt(fs, "an inode is freed that is free", ino);
    }
    b->data[n / 8] &= (uint8_t) ~(1 << n % 8);
    txn_dirty(fs, b);
    cache_put(b);
    g->free_inodes++;
    fs->free_inodes++;
    if (is_dir && g->used_dirs)
        g->used_dirs--;
    group_changed(fs, group);
    return 0;
}

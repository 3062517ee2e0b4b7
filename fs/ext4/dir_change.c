/*
 * dir_change.c - directories: new entries, and those that go.
 */
#include <errno.h>
#include <string.h>

#include "fs/ext4/dir_entry.h"

static void set_tail(const struct ext4_fs *fs, uint8_t *block)
{
    struct ext4_dirent *tail = entry_at(block, dir_usable(fs));

    if (!fs->csum)
        return;
    memset(tail, 0, DIRENT_TAIL_SIZE);
    tail->rec_len = DIRENT_TAIL_SIZE;
    tail->file_type = DIRENT_TAIL_TYPE;
}

/* A node of the hash tree becomes an ordinary block without entries. */
static int flatten_block(struct ext4_inode *dir, uint32_t n)
{
    uint32_t at = n == 0 ? ENTRY_SIZE(1) : 0;
    struct ext4_dirent *e;
    struct buf *b;
    int err = dir_block(dir, n, &b);

    if (err)
        return err;
    if (dir_is_tree_node(dir, n, b->data)) {
        if (n == 0) {
            entry_at(b->data, at)->rec_len = ENTRY_SIZE(2);
            at += ENTRY_SIZE(2);
        }
        e = entry_at(b->data, at);
        e->inode = 0;
        e->name_len = e->file_type = 0;
        e->rec_len = (uint16_t)(dir_usable(dir->fs) - at);
        set_tail(dir->fs, b->data);
        txn_dirty(dir->fs, b);
    }
    cache_put(b);
    return 0;
}

/* Before the first change. */
static int flatten(struct ext4_inode *dir)
{
    int err = 0;

    if (!(dir->flags & INODE_INDEX))
        return 0;
    for (uint32_t n = 0; !err && n < nr_blocks(dir); n++)
        err = flatten_block(dir, n);
    if (err)
        return err;
    dir_index_free(dir);
    dir->flags &= ~(uint32_t)INODE_INDEX;
    inode_changed(dir);
    return 0;
}

uint32_t dir_gap(const struct ext4_fs *fs, const uint8_t *block, uint32_t *at)
{
    uint32_t best = 0, end = dir_usable(fs);

    for (uint32_t i = 0; i < end;) {
        const struct ext4_dirent *e =
            (const struct ext4_dirent *)(const void *)(block + i);
        uint32_t used = e->inode ? ENTRY_SIZE(e->name_len) : 0;

        if (e->rec_len - used > best && i + e->rec_len <= end) {
            best = e->rec_len - used;
            *at = i;
        }
        i += e->rec_len;
    }
    return best;
}

static void fill_entry(const struct ext4_fs *fs, struct ext4_dirent *e,
                       struct vname name, const struct ext4_inode *ip)
{
    e->inode = (uint32_t)ip->vn.ino;
    e->name_len = (uint8_t)name.len;
    e->file_type = fs->has_type ? dir_type(ip->vn.mode) : 0;
    memcpy(e->name, name.start, name.len);
}

/* Puts the entry into the largest gap of block @n, if it fits: else
 * -ENOSPC. */
static int add_to_block(struct ext4_inode *dir, uint32_t n, struct vname name,
                        struct ext4_inode *ip)
{
    struct ext4_fs *fs = dir->fs;
    uint32_t need = ENTRY_SIZE((uint32_t)name.len), at = 0, gap;
    struct ext4_dirent *e;
    struct buf *b;
    int err = dir_block(dir, n, &b);

    if (err)
        return err;
    gap = dir_gap(fs, b->data, &at);
    if (gap < need) {
        dir_index_gap(dir, n, gap);
        cache_put(b);
        return -ENOSPC;
    }
    e = entry_at(b->data, at);
    if (e->inode) {
        uint32_t used = ENTRY_SIZE(e->name_len), rest = e->rec_len - used;

        e->rec_len = (uint16_t)used;
        at += used;
        e = entry_at(b->data, at);
        e->rec_len = (uint16_t)rest;
    }
    fill_entry(fs, e, name, ip);
    txn_dirty(fs, b);
    dir_index_add(dir, name, (struct dir_place){n, at});
    dir_index_gap(dir, n, dir_gap(fs, b->data, &at));
    cache_put(b);
    return 0;
}

/* A new block at the end, all one unused entry. */
static int add_block(struct ext4_inode *dir, uint32_t n)
{
    struct ext4_fs *fs = dir->fs;
    struct ext4_run run;
    struct ext4_dirent *e;
    struct buf *b;
    int err = map_alloc(dir, n, 1, &run);

    if (!err)
        err = cache_get_new(&fs->cache, run.start, &b);
    if (err)
        return err;
    memset(b->data, 0, fs->block_size);
    e = entry_at(b->data, 0);
    e->rec_len = (uint16_t)dir_usable(fs);
    set_tail(fs, b->data);
    b->flags |= BUF_CHECKED;
    b->kind = KIND_DIR;
    b->owner = dir->csum_seed;
    txn_dirty(fs, b);
    cache_put(b);
    dir->size = ((uint64_t)n + 1) << fs->block_shift;
    dir_index_gap(dir, n, dir_usable(fs));
    inode_changed(dir);
    return 0;
}

int dir_add(struct ext4_inode *dir, struct vname name, struct ext4_inode *ip)
{
    uint32_t need = ENTRY_SIZE((uint32_t)name.len), n = 0;
    int err = flatten(dir);

    if (err)
        return err;
    err = dir_index_room(dir, need, &n);
    if (err == 0)
        err = add_to_block(dir, n, name, ip);
    else if (err == -ENOMEM)
        for (err = -ENOSPC; err == -ENOSPC && n < nr_blocks(dir); n++)
            err = add_to_block(dir, n, name, ip);
    if (err == -ENOSPC) {
        n = nr_blocks(dir);
        err = add_block(dir, n);
        if (!err)
            err = add_to_block(dir, n, name, ip);
    }
    if (!err)
        inode_touch(dir, true);
    return err;
}

/* The entry before the one at @offset, or itself if it is the first. */
static uint32_t entry_before(uint8_t *block, uint32_t offset)
{
    uint32_t at = 0, before = 0;

    while (at < offset) {
        before = at;
        at += entry_at(block, at)->rec_len;
    }
    return before;
}

int dir_remove(struct ext4_inode *dir, struct vname name)
{
    struct ext4_fs *fs = dir->fs;
    struct dir_place place;
    uint32_t ino, before, at;
    struct ext4_dirent *e;
    struct buf *b;
    int err = flatten(dir);

    if (!err)
        err = dir_find(dir, name, &ino, &place);
    if (!err)
        err = dir_block(dir, place.block, &b);
    if (err)
        return err;
    e = entry_at(b->data, place.offset);
    before = entry_before(b->data, place.offset);
    if (before != place.offset)
        entry_at(b->data, before)->rec_len += e->rec_len;
    e->inode = 0;
    txn_dirty(fs, b);
    dir_index_remove(dir, name, place);
    dir_index_gap(dir, place.block, dir_gap(fs, b->data, &at));
    cache_put(b);
    inode_touch(dir, true);
    return 0;
}

int dir_replace(struct ext4_inode *dir, struct vname name,
                struct ext4_inode *ip)
{
    struct dir_place place;
    struct ext4_dirent *e;
    uint32_t ino;
    struct buf *b;
    int err = flatten(dir);

    if (!err)
        err = dir_find(dir, name, &ino, &place);
    if (!err)
        err = dir_block(dir, place.block, &b);
    if (err)
        return err;
    e = entry_at(b->data, place.offset);
    e->inode = (uint32_t)ip->vn.ino;
    e->file_type = dir->fs->has_type ? dir_type(ip->vn.mode) : 0;
    txn_dirty(dir->fs, b);
    cache_put(b);
    inode_touch(dir, true);
    return 0;
}

int dir_make_first(struct ext4_inode *dir, uint32_t parent)
{
    struct ext4_fs *fs = dir->fs;
    struct ext4_dirent *e;
    struct buf *b;
    int err = add_block(dir, 0);

    if (!err)
        err = dir_block(dir, 0, &b);
    if (err)
        return err;
    e = entry_at(b->data, 0);
    fill_entry(fs, e, (struct vname){".", 1}, dir);
    e->rec_len = ENTRY_SIZE(1);
    e = entry_at(b->data, ENTRY_SIZE(1));
    fill_entry(fs, e, (struct vname){"..", 2}, dir);
    e->inode = parent;
    e->rec_len = (uint16_t)(dir_usable(fs) - ENTRY_SIZE(1));
    cache_put(b);
    return 0;
}

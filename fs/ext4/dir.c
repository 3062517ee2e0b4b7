/*
 * dir.c - directories: entries in blocks.
 *
 * On the disk a directory is a list; names are found by a hash table that is
 * made in memory (dir_index.c), by looking through the list if there is no
 * memory for it. The hash trees that Linux keeps on the disk are read as the
 * lists that they are too, and are given up with the first change: the flag
 * in the inode goes, and e2fsck -D makes them again. [EXT4 "Hash Tree
 * Directories"]
 */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "fs/ext4/dir_entry.h"

uint8_t dir_type(uint32_t mode)
{
    switch (mode & S_IFMT) {
    case S_IFREG:
        return 1;
    case S_IFDIR:
        return 2;
    case S_IFCHR:
        return 3;
    case S_IFBLK:
        return 4;
    case S_IFIFO:
        return 5;
    case S_IFSOCK:
        return 6;
    case S_IFLNK:
        return 7;
    default:
        return 0;
    }
}

static uint32_t mode_of_type(uint8_t type)
{
    static const uint32_t modes[] = {0,       S_IFREG, S_IFDIR,  S_IFCHR,
                                     S_IFBLK, S_IFIFO, S_IFSOCK, S_IFLNK};

    return type < sizeof(modes) / sizeof(modes[0]) ? modes[type] : 0;
}

uint32_t dir_usable(const struct ext4_fs *fs)
{
    return fs->block_size - (fs->csum ? DIRENT_TAIL_SIZE : 0);
}

/* --- checking --- */

static bool entries_ok(const struct ext4_fs *fs, uint8_t *block)
{
    uint32_t at = 0;

    while (at < fs->block_size) {
        const struct ext4_dirent *e = entry_at(block, at);

        if (fs->block_size - at < DIRENT_HEAD || e->rec_len < DIRENT_HEAD ||
            e->rec_len % 4 || e->rec_len > fs->block_size - at)
            return false;
        if (e->inode &&
            (e->name_len == 0 || ENTRY_SIZE(e->name_len) > e->rec_len ||
             e->inode > fs->super.inodes_count))
            return false;
        at += e->rec_len;
    }
    return true;
}

/* Its checksum is of its own kind: the root is behind "..", the others behind
 * an empty entry. */
bool dir_is_tree_node(const struct ext4_inode *dir, uint32_t n, uint8_t *block)
{
    const struct ext4_dirent *e = entry_at(block, 0);

    if (!(dir->flags & INODE_INDEX))
        return false;
    return n == 0 || (e->inode == 0 && e->rec_len == dir->fs->block_size);
}

/* Whether "." and ".." are where they must be. */
static bool first_ok(const struct ext4_inode *dir, uint8_t *block)
{
    const struct ext4_dirent *dot = entry_at(block, 0);
    const struct ext4_dirent *up;

    if (dot->rec_len != ENTRY_SIZE(1))
        return false;
    up = entry_at(block, dot->rec_len);
    return dot->inode == dir->vn.ino && dot->name_len == 1 &&
           dot->name[0] == '.' && up->inode && up->name_len == 2 &&
           memcmp(up->name, "..", 2) == 0;
}

static bool block_ok(const struct ext4_inode *dir, uint32_t n, uint8_t *block)
{
    const struct ext4_fs *fs = dir->fs;

    if (!entries_ok(fs, block) || (n == 0 && !first_ok(dir, block)))
        return false;
    if (!fs->csum || dir_is_tree_node(dir, n, block))
        return true;
    return csum_block_ok(fs, KIND_DIR, dir->csum_seed, block);
}

int dir_block(struct ext4_inode *dir, uint32_t n, struct buf **out)
{
    struct ext4_fs *fs = dir->fs;
    struct ext4_run run;
    struct buf *b;
    int err = map_find(dir, n, &run);

    if (err)
        return err;
    if (run.kind != RUN_WRITTEN)
        return super_corrupt(fs, "a directory has a hole", dir->vn.ino);
    if (!cache_find(&fs->cache, run.start))
        cache_fill(&fs->cache, run.start,
                   run.len < nr_blocks(dir) - n ? run.len : nr_blocks(dir) - n);
    err = cache_get(&fs->cache, run.start, &b);
    if (err)
        return err;
    if (!(b->flags & BUF_CHECKED) || b->kind != KIND_DIR) {
        if (!block_ok(dir, n, b->data)) {
            cache_put(b);
            return super_corrupt(fs, "a block of a directory is wrong",
                                 dir->vn.ino);
        }
        b->flags |= BUF_CHECKED;
        b->kind = KIND_DIR;
        b->owner = dir->csum_seed;
    }
    *out = b;
    return 0;
}

/* --- finding --- */

static bool is_entry(const struct ext4_dirent *e, struct vname name)
{
    return e->inode && e->name_len == name.len &&
           memcmp(e->name, name.start, name.len) == 0;
}

/* Where the tail of the checksum is, no entry is. */
static int scan_block(struct ext4_inode *dir, struct vname name, uint32_t n,
                      uint32_t *offset)
{
    struct buf *b;
    int err = dir_block(dir, n, &b);

    if (err)
        return err;
    err = -ENOENT;
    for (uint32_t at = 0; err && at < dir->fs->block_size;
         at += entry_at(b->data, at)->rec_len) {
        if (is_entry(entry_at(b->data, at), name)) {
            *offset = at;
            err = 0;
        }
    }
    cache_put(b);
    return err;
}

static int find_by_scan(struct ext4_inode *dir, struct vname name,
                        struct dir_place *place)
{
    int err = -ENOENT;

    for (uint32_t n = 0; err == -ENOENT && n < nr_blocks(dir); n++) {
        place->block = n;
        err = scan_block(dir, name, n, &place->offset);
    }
    return err;
}

/* Whether the entry at @place is @name: 0, or -ENOENT. */
static int probe(struct ext4_inode *dir, struct vname name,
                 struct dir_place place)
{
    struct buf *b;
    int err = dir_block(dir, place.block, &b);

    if (err)
        return err;
    err = is_entry(entry_at(b->data, place.offset), name) ? 0 : -ENOENT;
    cache_put(b);
    return err;
}

static int find_place(struct ext4_inode *dir, struct vname name,
                      struct dir_place *place)
{
    uint32_t next = 0;
    int err;

    do {
        err = dir_index_find(dir, name, &next, place);
        if (err == -ENOMEM)
            return find_by_scan(dir, name, place);
        if (err)
            return err;
        err = probe(dir, name, *place);
    } while (err == -ENOENT);
    return err;
}

int dir_find(struct ext4_inode *dir, struct vname name, uint32_t *ino,
             struct dir_place *place)
{
    struct dir_place at;
    struct buf *b;
    int err = vname_is(name, "..") ? 0 : find_place(dir, name, &at);

    if (vname_is(name, ".."))
        at = (struct dir_place){0, ENTRY_SIZE(1)};
    if (err)
        return err;
    err = dir_block(dir, at.block, &b);
    if (err)
        return err;
    *ino = entry_at(b->data, at.offset)->inode;
    cache_put(b);
    if (place)
        *place = at;
    return 0;
}

/* --- reading --- */

static bool is_dots(const struct ext4_dirent *e)
{
    return e->name[0] == '.' &&
           (e->name_len == 1 || (e->name_len == 2 && e->name[1] == '.'));
}

/* The first entry in block @n at or behind @from, not "." or "..". */
static int next_entry(struct ext4_inode *dir, uint32_t n, uint32_t from,
                      struct vdirent *out, uint32_t *end)
{
    struct buf *b;
    int err = dir_block(dir, n, &b);

    if (err)
        return err;
    err = -ENOENT;
    for (uint32_t at = 0; err && at < dir->fs->block_size;) {
        const struct ext4_dirent *e = entry_at(b->data, at);

        if (at >= from && e->inode && !is_dots(e)) {
            out->ino = e->inode;
            out->mode = mode_of_type(e->file_type);
            out->len = e->name_len;
            memcpy(out->name, e->name, e->name_len);
            out->name[e->name_len] = '\0';
            err = 0;
        }
        at += e->rec_len;
        *end = at;
    }
    cache_put(b);
    return err;
}

/* A position is where an entry begins, or ends, in bytes. */
int dir_readdir(struct vnode *vn, uint64_t *pos, struct vdirent *out)
{
    struct ext4_inode *dir = inode_of(vn);
    uint32_t shift = dir->fs->block_shift, from, end;
    uint64_t n = *pos >> shift;
    int err = -ENOENT;

    from = (uint32_t)(*pos & (dir->fs->block_size - 1));
    for (; err == -ENOENT && n < nr_blocks(dir); n++, from = 0) {
        err = next_entry(dir, (uint32_t)n, from, out, &end);
        if (!err)
            *pos = (n << shift) + end;
    }
    return err;
}

int dir_is_empty(struct ext4_inode *dir, bool *empty)
{
    struct vdirent entry;
    uint64_t pos = 0;
    int err = dir_readdir(&dir->vn, &pos, &entry);

    *empty = err == -ENOENT;
    return err == -ENOENT ? 0 : err;
}

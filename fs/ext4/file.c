/*
 * file.c - the contents of regular files.
 *
 * Small pieces go through the cache. Large ones go straight between the
 * program's memory and the disk, so that they are neither copied nor push
 * everything else out. What is read in order is read ahead.
 */
#include <errno.h>
#include <string.h>

#include "fs/ext4/ext4.h"

#define PAST_MIN  65536u /* bytes in a row that go past the cache */
#define PAST_MAX  4194304u
#define AHEAD_MIN 4u /* blocks read ahead, doubled with each success */
#define AHEAD_MAX DISK_VECS_MAX

static uint64_t smaller(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

/* How many of @count blocks from @block are not cached. */
static uint32_t uncached(const struct ext4_fs *fs, uint64_t block,
                         uint32_t count)
{
    uint32_t n = 0;

    while (n < count && !cache_find(&fs->cache, block + n))
        n++;
    return n;
}

/* --- reading --- */

/* Brings the block at @run in, and what will probably come next. */
static void read_ahead(struct ext4_inode *ip, const struct ext4_run *run)
{
    uint64_t left =
        ((ip->size + ip->fs->block_size - 1) >> ip->fs->block_shift) -
        run->block;

    if (cache_find(&ip->fs->cache, run->start))
        return;
    if (run->block == ip->expected && run->block)
        ip->ahead = (uint32_t)smaller(ip->ahead * 2, AHEAD_MAX);
    else
        ip->ahead = run->block ? 1 : AHEAD_MIN;
    if (ip->ahead == 0)
        ip->ahead = 1;
    cache_fill(&ip->fs->cache, run->start,
               (uint32_t)smaller(smaller(ip->ahead, run->len), left));
}

/* A piece of one block. */
static int read_block(struct ext4_inode *ip, const struct ext4_run *run,
                      uint32_t in, uint8_t *to, size_t n, uint32_t wanted)
{
    struct cache *c = &ip->fs->cache;
    struct buf *b;
    int err;

    if (wanted > 1 && !cache_find(c, run->start))
        cache_fill(c, run->start, (uint32_t)smaller(wanted, run->len));
    else
        read_ahead(ip, run);
    err = cache_get(c, run->start, &b);
    if (err)
        return err;
    memcpy(to, b->data + in, n);
    cache_put(b);
    ip->expected = run->block + 1;
    return 0;
}

/* What can be done at once at @off; *done bytes of at most @n. */
static int read_piece(struct ext4_inode *ip, uint8_t *to, size_t n,
                      uint64_t off, size_t *done)
{
    struct ext4_fs *fs = ip->fs;
    uint32_t in = (uint32_t)(off & (fs->block_size - 1));
    uint32_t whole =
        (uint32_t)smaller(n >> fs->block_shift, PAST_MAX >> fs->block_shift);
    uint32_t wanted = (uint32_t)smaller(
        (in + n + fs->block_size - 1) >> fs->block_shift, AHEAD_MAX);
    struct ext4_run run;
    int err = map_find(ip, (uint32_t)(off >> fs->block_shift), &run);

    if (err)
        return err;
    if (run.kind != RUN_WRITTEN) {
        *done = smaller(n, ((uint64_t)run.len << fs->block_shift) - in);
        memset(to, 0, *done);
        return 0;
    }
    if (in == 0 && ((size_t)whole << fs->block_shift) >= PAST_MIN) {
        whole = uncached(fs, run.start, (uint32_t)smaller(whole, run.len));
        *done = (size_t)whole << fs->block_shift;
        if (*done >= PAST_MIN) {
            ip->expected = run.block + whole;
            return cache_read_past(&fs->cache, run.start, whole, to);
        }
    }
    *done = smaller(n, fs->block_size - in);
    return read_block(ip, &run, in, to, *done, wanted);
}

int64_t file_read(struct vnode *vn, void *buf, size_t n, uint64_t off)
{
    struct ext4_inode *ip = inode_of(vn);
    size_t done = 0;

    if (off >= ip->size)
        return 0;
    n = smaller(n, ip->size - off);
    if ((off + n - 1) >> ip->fs->block_shift >= map_limit(ip))
        return -EIO;
    while (done < n) {
        size_t piece = 0;
        int err =
            read_piece(ip, (uint8_t *)buf + done, n - done, off + done, &piece);

        if (err)
            return done ? (int64_t)done : err;
        done += piece;
    }
    return (int64_t)done;
}

/* --- writing --- */

/* A piece of one block; @fresh: what is on the disk there is not the file's. */
static int write_block(struct ext4_fs *fs, uint64_t block, uint32_t in,
                       const uint8_t *from, size_t n, bool fresh)
{
    bool whole = n == fs->block_size;
    struct buf *b;
    int err = fresh || whole ? cache_get_new(&fs->cache, block, &b)
                             : cache_get(&fs->cache, block, &b);

    if (err)
        return err;
    if (fresh && !whole)
        memset(b->data, 0, fs->block_size);
    memcpy(b->data + in, from, n);
    b->flags &= (uint16_t) ~(BUF_META | BUF_CHECKED);
    b->kind = KIND_NONE;
    cache_changed(b);
    cache_put(b);
    return 0;
}

/* @run, which is the file's, gets what is at @from; *done bytes. */
static int write_run(struct ext4_fs *fs, const struct ext4_run *run,
                     uint32_t in, const uint8_t *from, size_t n, bool fresh,
                     size_t *done)
{
    uint64_t block = run->start;
    size_t room = ((size_t)run->len << fs->block_shift) - in;

    n = smaller(n, room);
    for (*done = 0; *done < n;) {
        size_t left = n - *done;
        uint64_t whole = smaller(left, PAST_MAX) >> fs->block_shift;
        size_t piece = smaller(left, fs->block_size - in);
        int err;

        if (in == 0 && whole << fs->block_shift >= PAST_MIN) {
            piece = whole << fs->block_shift;
            err = cache_write_past(&fs->cache, block, whole, from + *done);
        } else {
            whole = 1;
            err = write_block(fs, block, in, from + *done, piece, fresh);
        }
        if (err)
            return err;
        *done += piece;
        block += whole;
        in = 0;
    }
    return 0;
}

static int write_piece(struct ext4_inode *ip, const uint8_t *from, size_t n,
                       uint64_t off, size_t *done)
{
    struct ext4_fs *fs = ip->fs;
    uint32_t in = (uint32_t)(off & (fs->block_size - 1));
    uint32_t block = (uint32_t)(off >> fs->block_shift);
    uint64_t want = (in + n + fs->block_size - 1) >> fs->block_shift;
    struct ext4_run run;
    bool fresh;
    int err = txn_begin(fs, 16);

    if (!err)
        err = map_find(ip, block, &run);
    if (err)
        return err;
    fresh = run.kind != RUN_WRITTEN;
    if (fresh)
        err =
            map_alloc(ip, block, (uint32_t)smaller(want, EXTENT_LEN_MAX), &run);
    if (!err)
        err = write_run(fs, &run, in, from, n, fresh, done);
    if (fresh || off + *done > ip->size)
        inode_changed(ip);
    if (off + *done > ip->size)
        ip->size = off + *done;
    return err;
}

/* Marks the volume: files above 2 GiB need a feature [EXT4 "Super Block"]. */
static void note_large(struct ext4_fs *fs, uint64_t size)
{
    if (size <= INT32_MAX || fs->super.feature_ro_compat & RO_COMPAT_LARGE_FILE)
        return;
    fs->super.feature_ro_compat |= RO_COMPAT_LARGE_FILE;
    fs->txn.super = true;
}

static int check_change(const struct ext4_inode *ip)
{
    if (ip->fs->read_only)
        return -EROFS;
    return ip->flags & (INODE_IMMUTABLE | INODE_APPEND) ? -EPERM : 0;
}

int64_t file_write(struct vnode *vn, const void *buf, size_t n, uint64_t off)
{
    struct ext4_inode *ip = inode_of(vn);
    uint64_t limit = map_limit(ip) << ip->fs->block_shift;
    size_t done = 0;
    int err = check_change(ip);

    if (!err && n && off >= limit)
        err = -EFBIG;
    if (err || n == 0)
        return err;
    n = smaller(n, limit - off);
    while (!err && done < n) {
        size_t piece = 0;

        err = write_piece(ip, (const uint8_t *)buf + done, n - done, off + done,
                          &piece);
        done += piece;
    }
    if (done) {
        note_large(ip->fs, ip->size);
        inode_times(ip);
    }
    return done ? (int64_t)done : err;
}

/* --- the size --- */

/* Bytes behind the new end, in its block, must read as zeros later. */
static int clear_tail(struct ext4_inode *ip, uint64_t size)
{
    struct ext4_fs *fs = ip->fs;
    uint32_t in = (uint32_t)(size & (fs->block_size - 1));
    struct ext4_run run;
    struct buf *b;
    int err;

    if (in == 0)
        return 0;
    err = map_find(ip, (uint32_t)(size >> fs->block_shift), &run);
    if (err || run.kind != RUN_WRITTEN)
        return err;
    err = cache_get(&fs->cache, run.start, &b);
    if (err)
        return err;
    memset(b->data + in, 0, fs->block_size - in);
    cache_changed(b);
    cache_put(b);
    return 0;
}

static int shrink(struct ext4_inode *ip, uint64_t size)
{
    uint64_t block = (size + ip->fs->block_size - 1) >> ip->fs->block_shift;
    bool done = false;
    int err = clear_tail(ip, size);

    if (err)
        return err;
    ip->size = size;
    inode_touch(ip, true);
    err = map_cut(ip, block, &done);
    if (err || done)
        return err;
    /* More than one transaction: a crash in between must not stop it. */
    orphan_add(ip);
    err = orphan_cut(ip, block);
    return err ? err : orphan_remove(ip);
}

int file_truncate(struct vnode *vn, uint64_t size)
{
    struct ext4_inode *ip = inode_of(vn);
    int err = check_change(ip);

    if (err)
        return err;
    if (size > map_limit(ip) << ip->fs->block_shift)
        return -EFBIG;
    err = txn_begin(ip->fs, 48);
    if (err)
        return err;
    if (size < ip->size)
        return shrink(ip, size);
    ip->size = size;
    note_large(ip->fs, size);
    inode_touch(ip, true);
    return 0;
}

/*
 * inode_write.c - inodes in memory: changes, and new ones.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "fs/ext4/ext4.h"
#include "fs/machine.h"

#define NS INT64_C(1000000000)

static void put_time(vtime_t time, uint32_t *seconds, uint32_t *extra)
{
    int64_t s = time / NS, ns = time % NS;

    if (ns < 0) {
        ns += NS;
        s--;
    }
    *seconds = (uint32_t)s;
    *extra = (uint32_t)(ns << 2) |
             ((uint32_t)((s - (int64_t)(int32_t)(uint32_t)s) >> 32) & 3);
}

static void enter_changed(struct ext4_inode *ip)
{
    struct txn *t = &ip->fs->txn;

    if (ip->changed)
        return;
    ip->changed = true;
    ip->next_changed = t->inodes;
    t->inodes = ip;
    t->nr_inodes++;
}

void inode_changed(struct ext4_inode *ip)
{
    ip->changed_in = ip->fs->txn.number;
    enter_changed(ip);
}

static void set_times(struct ext4_inode *ip, bool contents)
{
    vtime_t now;

    if (!machine_time(&now))
        return;
    ip->ctime = now;
    if (contents)
        ip->mtime = now;
}

void inode_times(struct ext4_inode *ip)
{
    set_times(ip, true);
    enter_changed(ip);
}

void inode_touch(struct ext4_inode *ip, bool contents)
{
    set_times(ip, contents);
    inode_changed(ip);
}

static void encode_times(const struct ext4_inode *ip, struct ext4_raw_inode *r)
{
    const struct ext4_fs *fs = ip->fs;
    uint32_t extra;

    put_time(ip->atime, &r->atime, &extra);
    if (INODE_HAS(fs, r, atime_extra))
        r->atime_extra = extra;
    put_time(ip->mtime, &r->mtime, &extra);
    if (INODE_HAS(fs, r, mtime_extra))
        r->mtime_extra = extra;
    put_time(ip->ctime, &r->ctime, &extra);
    if (INODE_HAS(fs, r, ctime_extra))
        r->ctime_extra = extra;
}

static void encode_blocks(struct ext4_inode *ip, struct ext4_raw_inode *r)
{
    uint64_t blocks = ip->blocks;

    ip->flags &= ~(uint32_t)INODE_HUGE_FILE;
    if (blocks >> 48) {
        ip->flags |= INODE_HUGE_FILE;
        blocks >>= ip->fs->block_shift - 9;
    }
    r->blocks_lo = (uint32_t)blocks;
    r->blocks_hi = (uint16_t)(blocks >> 32);
}

static void encode(struct ext4_inode *ip, struct ext4_raw_inode *r)
{
    encode_blocks(ip, r);
    r->mode = (uint16_t)ip->vn.mode;
    r->links_count = (uint16_t)ip->nlink;
    r->uid = (uint16_t)ip->uid;
    r->uid_hi = (uint16_t)(ip->uid >> 16);
    r->gid = (uint16_t)ip->gid;
    r->gid_hi = (uint16_t)(ip->gid >> 16);
    r->flags = ip->flags;
    r->size_lo = (uint32_t)ip->size;
    if (!S_ISLNK(ip->vn.mode))
        r->size_hi = (uint32_t)(ip->size >> 32);
    r->file_acl_lo = (uint32_t)ip->acl;
    r->file_acl_hi = (uint16_t)(ip->acl >> 32);
    r->dtime = ip->orphan_link;
    memcpy(r->block, ip->block, sizeof(ip->block));
    encode_times(ip, r);
}

static int encode_one(struct ext4_inode *ip)
{
    struct ext4_fs *fs = ip->fs;
    struct ext4_raw_inode *raw;
    struct buf *b;
    int err = inode_raw(fs, (uint32_t)ip->vn.ino, &b, &raw);

    if (err)
        return err;
    encode(ip, raw);
    if (fs->csum) {
        uint32_t sum = csum_inode(fs, ip->csum_seed, raw);

        raw->checksum_lo = (uint16_t)sum;
        if (INODE_HAS(fs, raw, checksum_hi))
            raw->checksum_hi = (uint16_t)(sum >> 16);
    }
    txn_dirty(fs, b);
    cache_put(b);
    return 0;
}

int inode_encode_all(struct ext4_fs *fs)
{
    struct txn *t = &fs->txn;

    while (t->inodes) {
        struct ext4_inode *ip = t->inodes;
        int err = encode_one(ip);

        if (err)
            return err;
        t->inodes = ip->next_changed;
        t->nr_inodes--;
        ip->changed = false;
    }
    inode_trim(fs);
    return 0;
}

/* --- new ones --- */

static void set_new(struct ext4_inode *ip, const struct ext4_inode *parent,
                    uint32_t mode)
{
    vtime_t now = 0;

    (void)machine_time(&now);
    ip->atime = ip->mtime = ip->ctime = now;
    ip->vn.mode = mode;
    if (parent->vn.mode & S_ISGID) {
        ip->gid = parent->gid;
        if (S_ISDIR(mode))
            ip->vn.mode |= S_ISGID;
    }
    if (ip->fs->extents && (S_ISREG(mode) || S_ISDIR(mode)))
        extents_init(ip);
}

/* What was there before goes, but for the generation, which grows. */
static int clear_raw(struct ext4_inode *ip)
{
    struct ext4_fs *fs = ip->fs;
    struct ext4_raw_inode *raw;
    struct buf *b;
    int err = inode_raw(fs, (uint32_t)ip->vn.ino, &b, &raw);

    if (err)
        return err;
    ip->generation = raw->generation + 1;
    memset(raw, 0, fs->inode_size);
    raw->generation = ip->generation;
    if (fs->inode_size > INODE_SIZE_OLD) {
        uint32_t extra;

        raw->extra_isize = INODE_EXTRA_ISIZE;
        put_time(ip->ctime, &raw->crtime, &extra);
        raw->crtime_extra = extra;
    }
    ip->csum_seed = inode_seed(fs, (uint32_t)ip->vn.ino, ip->generation);
    txn_dirty(fs, b);
    cache_put(b);
    return 0;
}

/* One of a file that went may still be in memory, of no use. */
static void drop_stale(struct ext4_fs *fs, uint32_t ino)
{
    struct ext4_inode *ip = inode_cached(fs, ino), **link = &fs->txn.inodes;

    if (!ip)
        return;
    for (; ip->changed && *link; link = &(*link)->next_changed) {
        if (*link == ip) {
            *link = ip->next_changed;
            fs->txn.nr_inodes--;
            break;
        }
    }
    inode_forget(ip);
}

int inode_new(struct ext4_fs *fs, struct ext4_inode *parent, uint32_t mode,
              struct ext4_inode **out)
{
    struct ext4_inode *ip, *stale;
    uint32_t ino;
    int err = alloc_inode(fs, (uint32_t)parent->vn.ino, S_ISDIR(mode), &ino);

    if (err)
        return err;
    stale = inode_cached(fs, ino);
    if (stale && stale->vn.refs)
        return super_corrupt(fs, "an inode in use is marked free", ino);
    drop_stale(fs, ino);
    ip = inode_make(fs, ino);
    err = ip ? 0 : -ENOMEM;
    if (!err) {
        set_new(ip, parent, mode);
        err = clear_raw(ip);
    }
    if (err) {
        free(ip);
        (void)alloc_free_inode(fs, ino, S_ISDIR(mode));
        return err;
    }
    inode_enter(ip);
    inode_changed(ip);
    *out = ip;
    return 0;
}

/*
 * orphan.c - files without a name that still have blocks.
 *
 * A file that is removed while it is open, and one that is being cut, stand
 * in a list on the disk: the superblock has the first, each inode's dtime the
 * next. Whoever mounts the volume after a crash frees them, or finishes the
 * cut. [EXT4 "Orphan File"]
 */
#include <errno.h>
#include <sys/stat.h>

#include "fs/ext4/ext4.h"
#include "fs/machine.h"

static void set_first(struct ext4_fs *fs, uint32_t ino)
{
    fs->super.last_orphan = ino;
    fs->txn.super = true;
}

void orphan_add(struct ext4_inode *ip)
{
    struct ext4_fs *fs = ip->fs;

    if (ip->in_orphans)
        return;
    ip->in_orphans = true;
    ip->orphan_link = fs->super.last_orphan;
    ip->prev_orphan = NULL;
    ip->next_orphan = fs->orphans;
    if (fs->orphans)
        fs->orphans->prev_orphan = ip;
    fs->orphans = ip;
    set_first(fs, (uint32_t)ip->vn.ino);
    inode_changed(ip);
}

int orphan_remove(struct ext4_inode *ip)
{
    struct ext4_fs *fs = ip->fs;

    if (!ip->in_orphans)
        return 0;
    if (ip->next_orphan)
        ip->next_orphan->prev_orphan = ip->prev_orphan;
    if (ip->prev_orphan) {
        ip->prev_orphan->next_orphan = ip->next_orphan;
        ip->prev_orphan->orphan_link = ip->orphan_link;
        inode_changed(ip->prev_orphan);
    } else {
        fs->orphans = ip->next_orphan;
        set_first(fs, ip->orphan_link);
    }
    ip->in_orphans = false;
    ip->orphan_link = 0;
    inode_changed(ip);
    return 0;
}

/* The block of attributes may belong to other inodes too. */
static int free_acl(struct ext4_inode *ip)
{
    struct ext4_fs *fs = ip->fs;
    struct ext4_xattr_header *head;
    uint64_t block = ip->acl;
    struct buf *b;
    int err;

    if (!block)
        return 0;
    if (!super_block_ok(fs, block, 1))
        return super_corrupt(fs, "attributes in an impossible block", block);
    err = cache_get(&fs->cache, block, &b);
    if (err)
        return err;
    head = (struct ext4_xattr_header *)(void *)b->data;
    ip->acl = 0;
    if (head->magic == XATTR_MAGIC && head->refcount > 1) {
        head->refcount--;
        head->checksum = 0;
        if (fs->csum)
            head->checksum =
                csum_crc32c(csum_crc32c(fs->csum_seed, &block, sizeof(block)),
                            b->data, fs->block_size);
        txn_dirty(fs, b);
        cache_put(b);
        return 0;
    }
    cache_put(b);
    txn_free(fs, block, 1, true);
    return 0;
}

static bool has_map(const struct ext4_inode *ip)
{
    if (S_ISLNK(ip->vn.mode))
        return ip->size >= sizeof(ip->block) || ip->flags & INODE_EXTENTS;
    return S_ISREG(ip->vn.mode) || S_ISDIR(ip->vn.mode);
}

int orphan_cut(struct ext4_inode *ip, uint64_t block)
{
    bool done = false;
    int err = 0;

    while (!err && !done) {
        err = txn_begin(ip->fs, 48);
        if (!err)
            err = map_cut(ip, block, &done);
    }
    return err;
}

int orphan_delete(struct ext4_inode *ip)
{
    struct ext4_fs *fs = ip->fs;
    vtime_t now = 0;
    int err = has_map(ip) ? orphan_cut(ip, 0) : 0;

    if (!err)
        err = txn_begin(fs, 16);
    if (!err)
        err = free_acl(ip);
    if (!err)
        err = orphan_remove(ip);
    if (err)
        return err;
    (void)machine_time(&now);
    ip->size = 0;
    /* the time it went; never 0 or a number that an inode may have */
    ip->orphan_link = (uint32_t)(now / 1000000000) > fs->super.inodes_count
                          ? (uint32_t)(now / 1000000000)
                          : UINT32_MAX;
    inode_changed(ip);
    return alloc_free_inode(fs, (uint32_t)ip->vn.ino, S_ISDIR(ip->vn.mode));
}

/* What the crash interrupted: removing all of it, or what is behind its end. */
static int finish(struct ext4_inode *ip)
{
    uint64_t block = (ip->size + ip->fs->block_size - 1) >> ip->fs->block_shift;
    int err;

    if (ip->nlink == 0)
        return orphan_delete(ip);
    err = S_ISREG(ip->vn.mode) ? orphan_cut(ip, block) : 0;
    return err ? err : orphan_remove(ip);
}

int orphan_clean(struct ext4_fs *fs)
{
    uint32_t ino = fs->super.last_orphan;

    /* A list that bites its tail has more entries than there are inodes. */
    for (uint32_t n = 0; ino && n < fs->super.inodes_count; n++) {
        struct ext4_inode *ip;
        int err = txn_begin(fs, 16);

        if (!err)
            err = inode_get(fs, ino, &ip);
        if (err)
            return err;
        if (ip->nlink && !S_ISREG(ip->vn.mode)) {
            vnode_put(&ip->vn);
            return super_corrupt(fs, "not a file is in the orphans' list", ino);
        }
        ino = ip->orphan_link;
        ip->in_orphans = true;
        ip->prev_orphan = ip->next_orphan = NULL;
        fs->orphans = ip;
        err = finish(ip);
        ip->in_orphans = false;
        fs->orphans = NULL;
        vnode_put(&ip->vn);
        if (err)
            return err;
    }
    return 0;
}

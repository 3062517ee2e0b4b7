/*
 * names.c - the vnode's operations: what is done to names and attributes.
 *
 * Each makes all of its changes within one transaction; what can fail comes
 * first, or is undone.
 */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "fs/ext4/ext4.h"
#include "fs/ext4/mount.h"

#define CHANGES 32u /* buffers that one operation changes at most */

static int begin(struct ext4_inode *dir)
{
    int err = txn_begin(dir->fs, CHANGES);

    if (!err && dir->flags & (INODE_IMMUTABLE | INODE_APPEND))
        return -EPERM;
    return err;
}

static int lookup(struct vnode *vn, struct vname name, struct vnode **out)
{
    struct ext4_inode *dir = inode_of(vn), *ip;
    uint32_t ino;
    int err = dir->nlink ? dir_find(dir, name, &ino, NULL) : -ENOENT;

    if (err)
        return err;
    err = inode_get(dir->fs, ino, &ip);
    if (err)
        return err;
    if (ip->nlink == 0 || ino == INODE_JOURNAL) {
        vnode_put(&ip->vn);
        return super_corrupt(dir->fs, "a name leads to an inode not in use",
                             ino);
    }
    *out = &ip->vn;
    return 0;
}

/* The links of a directory are counted up to a limit and then not at all
 * [EXT4 "dir_nlink"]. */
static void count_up(struct ext4_inode *dir)
{
    if (dir->nlink != 1 && ++dir->nlink >= INODE_LINKS_MAX)
        dir->nlink = 1;
    inode_changed(dir);
}

static void count_down(struct ext4_inode *dir)
{
    if (dir->nlink > 2)
        dir->nlink--;
    inode_changed(dir);
}

static bool has_room(const struct ext4_inode *dir)
{
    return dir->nlink < INODE_LINKS_MAX - 1 ||
           dir->fs->super.feature_ro_compat & RO_COMPAT_DIR_NLINK;
}

/* A new inode that got no name. */
static void undo_new(struct ext4_inode *ip)
{
    ip->nlink = 0;
    orphan_add(ip);
    vnode_put(&ip->vn);
}

static int create(struct vnode *vn, struct vname name, uint32_t mode,
                  struct vnode **out)
{
    struct ext4_inode *dir = inode_of(vn), *ip;
    bool is_dir = S_ISDIR(mode);
    int err = dir->nlink ? begin(dir) : -ENOENT;

    if (!err && is_dir && !has_room(dir))
        err = -EMLINK;
    if (!err)
        err = inode_new(dir->fs, dir, mode, &ip);
    if (err)
        return err;
    if (is_dir)
        err = dir_make_first(ip, (uint32_t)dir->vn.ino);
    if (!err)
        err = dir_add(dir, name, ip);
    if (err) {
        undo_new(ip);
        return err;
    }
    ip->nlink = is_dir ? 2 : 1;
    if (is_dir)
        count_up(dir);
    *out = &ip->vn;
    return 0;
}

/* Up to 59 bytes lie in the inode itself, more in a block. */
static int put_target(struct ext4_inode *ip, struct vname target)
{
    struct ext4_fs *fs = ip->fs;
    struct ext4_run run;
    struct buf *b;
    int err;

    ip->size = target.len;
    if (target.len < sizeof(ip->block)) {
        memcpy(ip->block, target.start, target.len);
        return 0;
    }
    if (fs->extents)
        extents_init(ip);
    err = map_alloc(ip, 0, 1, &run);
    if (!err)
        err = cache_get_new(&fs->cache, run.start, &b);
    if (err)
        return err;
    memset(b->data, 0, fs->block_size);
    memcpy(b->data, target.start, target.len);
    b->kind = KIND_NONE;
    txn_dirty(fs, b);
    cache_put(b);
    return 0;
}

static int make_symlink(struct vnode *vn, struct vname name,
                        struct vname target)
{
    struct ext4_inode *dir = inode_of(vn), *ip;
    int err = dir->nlink ? begin(dir) : -ENOENT;

    if (!err && target.len >= dir->fs->block_size)
        err = -ENAMETOOLONG;
    if (!err)
        err = inode_new(dir->fs, dir, S_IFLNK | 0777, &ip);
    if (err)
        return err;
    err = put_target(ip, target);
    if (!err)
        err = dir_add(dir, name, ip);
    if (err) {
        undo_new(ip);
        return err;
    }
    ip->nlink = 1;
    vnode_put(&ip->vn);
    return 0;
}

static int make_link(struct vnode *vn, struct vname name, struct vnode *file)
{
    struct ext4_inode *dir = inode_of(vn), *ip = inode_of(file);
    int err = dir->nlink && ip->nlink ? begin(dir) : -ENOENT;

    if (!err && ip->nlink >= INODE_LINKS_MAX)
        err = -EMLINK;
    if (!err)
        err = dir_add(dir, name, ip);
    if (err)
        return err;
    ip->nlink++;
    inode_touch(ip, false);
    return 0;
}

/* @ip has lost a name in @dir; one without any is in the list of orphans
 * until its last reference goes. */
static void forget(struct ext4_inode *dir, struct ext4_inode *ip)
{
    if (S_ISDIR(ip->vn.mode)) {
        ip->nlink = 0;
        count_down(dir);
    } else if (ip->nlink) {
        ip->nlink--;
    }
    inode_touch(ip, false);
    if (ip->nlink == 0)
        orphan_add(ip);
}

static int check_empty(struct ext4_inode *ip)
{
    bool empty = true;
    int err = S_ISDIR(ip->vn.mode) ? dir_is_empty(ip, &empty) : 0;

    return err ? err : empty ? 0 : -ENOTEMPTY;
}

static int remove_name(struct vnode *vn, struct vname name,
                       struct vnode *victim)
{
    struct ext4_inode *dir = inode_of(vn), *ip = inode_of(victim);
    int err = check_empty(ip);

    if (!err)
        err = begin(dir);
    if (!err && ip->flags & (INODE_IMMUTABLE | INODE_APPEND))
        err = -EPERM;
    if (!err)
        err = dir_remove(dir, name);
    if (!err)
        forget(dir, ip);
    return err;
}

/* A directory has moved: its ".." and the counts of both parents. */
static int move_parent(struct ext4_inode *from, struct ext4_inode *to,
                       struct ext4_inode *ip)
{
    static const struct vname dots = {"..", 2};
    int err = from == to ? 0 : dir_replace(ip, dots, to);

    if (!err && from != to) {
        count_down(from);
        count_up(to);
    }
    return err;
}

/* The new name first; when it is there, the old one can go. */
static int move(struct vnode *from_vn, struct vname from, struct vnode *file,
                struct vnode *to_vn, struct vname to, struct vnode *old)
{
    struct ext4_inode *from_dir = inode_of(from_vn), *to_dir = inode_of(to_vn);
    struct ext4_inode *ip = inode_of(file);
    bool is_dir = S_ISDIR(file->mode);
    int err = old ? check_empty(inode_of(old)) : 0;

    if (!err)
        err = to_dir->nlink ? begin(from_dir) : -ENOENT;
    if (!err && is_dir && from_dir != to_dir && !has_room(to_dir))
        err = -EMLINK;
    if (!err)
        err = old ? dir_replace(to_dir, to, ip) : dir_add(to_dir, to, ip);
    if (err)
        return err;
    err = dir_remove(from_dir, from);
    if (!err && old)
        forget(to_dir, inode_of(old));
    if (!err && is_dir)
        err = move_parent(from_dir, to_dir, ip);
    inode_touch(ip, false);
    return err;
}

static int64_t read_link(struct vnode *vn, char *buf, size_t size)
{
    struct ext4_inode *ip = inode_of(vn);
    struct ext4_fs *fs = ip->fs;
    size_t len = ip->size < size ? ip->size : size;
    struct ext4_run run;
    struct buf *b;
    int err;

    if (ip->size < sizeof(ip->block) && !(ip->flags & INODE_EXTENTS)) {
        memcpy(buf, ip->block, len);
        return (int64_t)len;
    }
    err = map_find(ip, 0, &run);
    if (!err && (run.kind != RUN_WRITTEN || ip->size > fs->block_size))
        err = super_corrupt(fs, "a symbolic link is wrong", vn->ino);
    if (!err)
        err = cache_get(&fs->cache, run.start, &b);
    if (err)
        return err;
    memcpy(buf, b->data, len);
    cache_put(b);
    return (int64_t)len;
}

static int get_attr(struct vnode *vn, bool times, struct vattr *attr)
{
    const struct ext4_inode *ip = inode_of(vn);

    (void)times;
    *attr = (struct vattr){.dev = vn->dev,
                           .ino = vn->ino,
                           .mode = vn->mode,
                           .nlink = ip->nlink,
                           .uid = ip->uid,
                           .gid = ip->gid,
                           .size = ip->size,
                           .blocks = ip->blocks,
                           .atime = ip->atime,
                           .mtime = ip->mtime,
                           .ctime = ip->ctime};
    /* Old numbers are in the first word, new ones in the second. */
    if (S_ISCHR(vn->mode) || S_ISBLK(vn->mode)) {
        uint32_t old = ip->block[0], new = ip->block[1];
        uint64_t major = old ? old >> 8 & 0xff : new >> 8 & 0xfff;
        uint64_t minor = old ? old & 0xff : (new & 0xff) | (new >> 12 & ~0xffu);

        attr->rdev = major << 32 | minor;
    }
    return 0;
}

static int set_attr(struct vnode *vn, unsigned which, const struct vattr *attr)
{
    struct ext4_inode *ip = inode_of(vn);
    int err = begin(ip);
    vtime_t now;

    if (err)
        return err;
    inode_touch(ip, false);
    now = ip->ctime;
    if (which & VATTR_MODE)
        vn->mode = (vn->mode & S_IFMT) | (attr->mode & 07777);
    if (which & VATTR_UID)
        ip->uid = attr->uid;
    if (which & VATTR_GID)
        ip->gid = attr->gid;
    if (which & VATTR_ATIME)
        ip->atime = which & VATTR_ATIME_NOW ? now : attr->atime;
    if (which & VATTR_MTIME)
        ip->mtime = which & VATTR_MTIME_NOW ? now : attr->mtime;
    return 0;
}

static int sync_vnode(struct vnode *vn, bool data)
{
    struct ext4_inode *ip = inode_of(vn);

    return data && !ip->fs->read_only ? txn_sync_data(ip) : ext4_sync(ip->fs);
}

static int stat_fs(struct vnode *vn, struct vstatfs *out)
{
    const struct ext4_fs *fs = inode_of(vn)->fs;

    *out = (struct vstatfs){.block_size = fs->block_size,
                            .blocks = fs->blocks,
                            .blocks_free = fs->free_blocks + fs->txn.freed,
                            .files = fs->super.inodes_count,
                            .files_free = fs->free_inodes,
                            .read_only = fs->read_only};
    return 0;
}

const struct vnode_ops ext4_ops = {
    .lookup = lookup,
    .create = create,
    .symlink = make_symlink,
    .link = make_link,
    .unlink = remove_name,
    .rename = move,
    .readdir = dir_readdir,
    .readlink = read_link,
    .read = file_read,
    .write = file_write,
    .truncate = file_truncate,
    .getattr = get_attr,
    .setattr = set_attr,
    .sync = sync_vnode,
    .statfs = stat_fs,
    .release = inode_release,
};

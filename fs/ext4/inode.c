/*
 * inode.c - inodes in memory: at most one for each on the disk.
 *
 * One that nobody refers to stays for a while, so that stat() and open() of
 * what was used lately read nothing. Changes gather in it and go to its block
 * with the next commit; of what is there, only the fields that are known here
 * are overwritten.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "fs/ext4/ext4.h"
#include "fs/machine.h"

#define NS INT64_C(1000000000)

int inode_location(const struct ext4_fs *fs, uint32_t ino, uint64_t *block,
                   uint32_t *offset)
{
    uint32_t index = ino - 1, group, at;

    if (ino == 0 || ino > fs->super.inodes_count)
        return -EIO;
    group = index / fs->inodes_per_group;
    at = index % fs->inodes_per_group * fs->inode_size;
    *block = fs->group[group].inode_table + (at >> fs->block_shift);
    *offset = at & (fs->block_size - 1);
    return 0;
}

static struct ext4_inode **bucket_of(struct ext4_fs *fs, uint32_t ino)
{
    return &fs->hash[ino % INODE_HASH];
}

struct ext4_inode *inode_cached(struct ext4_fs *fs, uint32_t ino)
{
    struct ext4_inode *ip = *bucket_of(fs, ino);

    while (ip && ip->vn.ino != ino)
        ip = ip->same_hash;
    return ip;
}

/* --- those that are kept without a reference --- */

static void unkeep(struct ext4_inode *ip)
{
    ip->newer->older = ip->older;
    ip->older->newer = ip->newer;
    ip->fs->nr_kept--;
}

static void drop(struct ext4_inode *ip)
{
    struct ext4_inode **link = bucket_of(ip->fs, (uint32_t)ip->vn.ino);

    while (*link != ip)
        link = &(*link)->same_hash;
    *link = ip->same_hash;
    dir_index_free(ip);
    free(ip);
}

void inode_trim(struct ext4_fs *fs)
{
    struct ext4_inode *ip = fs->kept.newer;

    while (fs->nr_kept > INODES_KEPT && ip != &fs->kept) {
        struct ext4_inode *next = ip->newer;

        if (!ip->changed && !ip->in_orphans) {
            unkeep(ip);
            drop(ip);
        }
        ip = next;
    }
}

void inode_forget(struct ext4_inode *ip)
{
    unkeep(ip);
    drop(ip);
}

static void keep(struct ext4_inode *ip)
{
    struct ext4_fs *fs = ip->fs;

    ip->older = fs->kept.older;
    ip->newer = &fs->kept;
    ip->older->newer = ip;
    fs->kept.older = ip;
    fs->nr_kept++;
    inode_trim(fs);
}

void inode_release(struct vnode *vn)
{
    struct ext4_inode *ip = inode_of(vn);

    if (ip->nlink == 0 && ip->in_orphans && !ip->fs->read_only) {
        vn->refs = 1;
        (void)orphan_delete(ip);
        vn->refs = 0;
    }
    keep(ip);
}

void inode_free_all(struct ext4_fs *fs)
{
    for (uint32_t i = 0; i < INODE_HASH; i++) {
        while (fs->hash[i]) {
            struct ext4_inode *ip = fs->hash[i];

            fs->hash[i] = ip->same_hash;
            dir_index_free(ip);
            free(ip);
        }
    }
}

/* --- from the disk --- */

/* Seconds are signed; two bits more stand in @extra with the nanoseconds
 * [EXT4 "Inode Timestamps"]. */
static vtime_t get_time(uint32_t seconds, uint32_t extra)
{
    int64_t s = (int64_t)(int32_t)seconds + ((int64_t)(extra & 3) << 32);
    vtime_t ns;

    if (__builtin_mul_overflow(s, NS, &ns))
        return s < 0 ? INT64_MIN : INT64_MAX;
    return ns + (extra >> 2) % NS;
}

static void decode_times(struct ext4_inode *ip, const struct ext4_raw_inode *r)
{
    struct ext4_fs *fs = ip->fs;

    ip->atime =
        get_time(r->atime, INODE_HAS(fs, r, atime_extra) ? r->atime_extra : 0);
    ip->mtime =
        get_time(r->mtime, INODE_HAS(fs, r, mtime_extra) ? r->mtime_extra : 0);
    ip->ctime =
        get_time(r->ctime, INODE_HAS(fs, r, ctime_extra) ? r->ctime_extra : 0);
}

static void decode(struct ext4_inode *ip, const struct ext4_raw_inode *r)
{
    ip->vn.mode = r->mode;
    ip->nlink = r->links_count;
    ip->uid = r->uid | (uint32_t)r->uid_hi << 16;
    ip->gid = r->gid | (uint32_t)r->gid_hi << 16;
    ip->flags = r->flags;
    ip->generation = r->generation;
    ip->size = r->size_lo;
    if (!S_ISLNK(r->mode))
        ip->size |= (uint64_t)r->size_hi << 32;
    ip->blocks = r->blocks_lo | (uint64_t)r->blocks_hi << 32;
    if (r->flags & INODE_HUGE_FILE)
        ip->blocks <<= ip->fs->block_shift - 9;
    ip->acl = r->file_acl_lo | (uint64_t)r->file_acl_hi << 32;
    memcpy(ip->block, r->block, sizeof(ip->block));
    decode_times(ip, r);
}

uint32_t inode_seed(const struct ext4_fs *fs, uint32_t ino, uint32_t generation)
{
    uint32_t seed = csum_crc32c(fs->csum_seed, &ino, sizeof(ino));

    return csum_crc32c(seed, &generation, sizeof(generation));
}

static bool csum_ok(const struct ext4_inode *ip, const struct ext4_raw_inode *r)
{
    const struct ext4_fs *fs = ip->fs;
    uint32_t sum;

    if (!fs->csum)
        return true;
    sum = csum_inode(fs, ip->csum_seed, r);
    if (INODE_HAS(fs, r, checksum_hi) && r->checksum_hi != sum >> 16)
        return false;
    return r->checksum_lo == (uint16_t)sum;
}

static const char *check(const struct ext4_inode *ip,
                         const struct ext4_raw_inode *r)
{
    const uint32_t unknown = INODE_INLINE_DATA | INODE_ENCRYPT;
    const struct ext4_fs *fs = ip->fs;
    uint32_t type = ip->vn.mode & S_IFMT;

    if (fs->inode_size > INODE_SIZE_OLD &&
        r->extra_isize > fs->inode_size - INODE_SIZE_OLD)
        return "an inode is longer than its place";
    if (!csum_ok(ip, r))
        return "an inode's checksum is wrong";
    if (type != S_IFREG && type != S_IFDIR && type != S_IFLNK &&
        type != S_IFCHR && type != S_IFBLK && type != S_IFIFO &&
        type != S_IFSOCK)
        return ip->vn.ino == INODE_JOURNAL ? NULL : "an inode has no type";
    if (ip->flags & unknown)
        return "an inode has a feature that is not supported";
    if ((int64_t)ip->size < 0 ||
        (type == S_IFDIR && ip->size & (fs->block_size - 1)) ||
        (type == S_IFDIR && ip->size >> fs->block_shift > UINT32_MAX))
        return "an inode's size is impossible";
    return NULL;
}

int inode_raw(struct ext4_fs *fs, uint32_t ino, struct buf **b,
              struct ext4_raw_inode **raw)
{
    uint64_t block;
    uint32_t offset;
    int err = inode_location(fs, ino, &block, &offset);

    if (err)
        return super_corrupt(fs, "there is no such inode", ino);
    err = cache_get(&fs->cache, block, b);
    if (err)
        return err;
    (*b)->kind = KIND_NONE; /* whoever else claims this block checks it */
    *raw = (struct ext4_raw_inode *)(void *)((*b)->data + offset);
    return 0;
}

struct ext4_inode *inode_make(struct ext4_fs *fs, uint32_t ino)
{
    struct ext4_inode *ip = calloc(1, sizeof(*ip));

    if (!ip)
        return NULL;
    ip->vn.ops = &ext4_ops;
    ip->vn.dev = fs->dev;
    ip->vn.ino = ino;
    ip->vn.refs = 1;
    ip->vn.read_only = fs->read_only;
    ip->fs = fs;
    return ip;
}

void inode_enter(struct ext4_inode *ip)
{
    struct ext4_inode **bucket = bucket_of(ip->fs, (uint32_t)ip->vn.ino);

    ip->same_hash = *bucket;
    *bucket = ip;
}

/* Old inodes are smaller than ours: what is behind them is not read. */
static int load(struct ext4_inode *ip)
{
    struct ext4_fs *fs = ip->fs;
    struct ext4_raw_inode *raw, copy = {0};
    const char *what;
    struct buf *b;
    int err = inode_raw(fs, (uint32_t)ip->vn.ino, &b, &raw);

    if (err)
        return err;
    memcpy(&copy, raw,
           fs->inode_size < sizeof(copy) ? fs->inode_size : sizeof(copy));
    decode(ip, &copy);
    ip->csum_seed = inode_seed(fs, (uint32_t)ip->vn.ino, ip->generation);
    ip->orphan_link = copy.dtime;
    what = check(ip, raw);
    cache_put(b);
    return what ? super_corrupt(fs, what, ip->vn.ino) : 0;
}

int inode_get(struct ext4_fs *fs, uint32_t ino, struct ext4_inode **out)
{
    struct ext4_inode *ip = inode_cached(fs, ino);
    int err;

    if (ip) {
        if (ip->vn.refs == 0)
            unkeep(ip);
        vnode_get(&ip->vn);
        *out = ip;
        return 0;
    }
    ip = inode_make(fs, ino);
    if (!ip)
        return -ENOMEM;
    err = load(ip);
    if (err) {
        free(ip);
        return err;
    }
    inode_enter(ip);
    *out = ip;
    return 0;
}

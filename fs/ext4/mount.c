/*
 * mount.c - from a disk to the root directory, and back.
 */
#include "fs/ext4/mount.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "fs/ext4/ext4.h"

#define BUFS_MIN 128u

static const uint32_t incompat_known =
    INCOMPAT_FILETYPE | INCOMPAT_RECOVER | INCOMPAT_EXTENTS | INCOMPAT_64BIT |
    INCOMPAT_FLEX_BG | INCOMPAT_CSUM_SEED | INCOMPAT_LARGEDIR;
static const uint32_t ro_compat_known =
    RO_COMPAT_SPARSE_SUPER | RO_COMPAT_LARGE_FILE | RO_COMPAT_HUGE_FILE |
    RO_COMPAT_GDT_CSUM | RO_COMPAT_DIR_NLINK | RO_COMPAT_EXTRA_ISIZE |
    RO_COMPAT_METADATA_CSUM;

static uint64_t blocks_of(const struct ext4_super *s)
{
    uint64_t high =
        s->feature_incompat & INCOMPAT_64BIT ? s->blocks_count_hi : 0;

    return s->blocks_count_lo | high << 32;
}

static const char *check_features(const struct ext4_super *s, bool read_only)
{
    if (s->rev_level == 0)
        return "it is of revision 0, from before 1996";
    if (s->feature_incompat & INCOMPAT_META_BG)
        return "it has meta_bg, which is not supported";
    if (s->feature_incompat & ~incompat_known)
        return "it has a feature that is not supported";
    if (!read_only && s->feature_ro_compat & ~ro_compat_known)
        return "it has a feature that allows only reading (ro)";
    if (s->feature_ro_compat & RO_COMPAT_METADATA_CSUM &&
        s->checksum_type != SUPER_CRC32C)
        return "it has checksums of an unknown kind";
    return NULL;
}

/* The sizes; all that follows computes with them. */
static const char *check_sizes(const struct ext4_super *s)
{
    uint32_t bits;

    if (s->log_block_size > 2)
        return "its blocks are larger than 4 KiB";
    bits = 8192u << s->log_block_size;
    if (s->first_data_block != (s->log_block_size == 0))
        return "its first block is wrong";
    if (s->blocks_per_group < 256 || s->blocks_per_group > bits ||
        s->blocks_per_group % 8 || s->log_cluster_size != s->log_block_size)
        return "its groups have an impossible size";
    if (s->inode_size < INODE_SIZE_OLD || s->inode_size > 1024 ||
        (s->inode_size & (s->inode_size - 1)))
        return "its inodes have an impossible size";
    if (s->inodes_per_group == 0 || s->inodes_per_group > bits ||
        s->inodes_per_group % 8 || s->inodes_count < SUPER_FIRST_INODE ||
        s->first_ino < SUPER_FIRST_INODE || s->first_ino > s->inodes_per_group)
        return "its number of inodes is impossible";
    if (s->feature_incompat & INCOMPAT_64BIT &&
        (s->desc_size < 64 || s->desc_size > 1024 ||
         (s->desc_size & (s->desc_size - 1))))
        return "its groups' descriptors have an impossible size";
    return NULL;
}

static const char *check_extent(const struct ext4_super *s,
                                const struct disk *disk)
{
    uint64_t blocks = blocks_of(s), groups;

    if (blocks > disk->size >> (10 + s->log_block_size))
        return "it is larger than its disk";
    if (blocks <= s->first_data_block + 8ull)
        return "it has no blocks";
    groups = (blocks - s->first_data_block + s->blocks_per_group - 1) /
             s->blocks_per_group;
    if (groups > UINT32_MAX / 2 ||
        groups * s->inodes_per_group != s->inodes_count)
        return "its number of inodes is not that of its groups";
    return NULL;
}

/*
 * The superblock has two sectors, and a loss of power may leave one of them
 * older: its checksum is wrong then. What differs is only what the journal or
 * the groups know too, so with a journal that is no reason to refuse; the
 * groups' own checksums say whether the sizes are right.
 */
static const char *check_super(const struct ext4_super *s,
                               const struct disk *disk, bool read_only)
{
    const char *why = check_features(s, read_only);

    if (!why && s->feature_ro_compat & RO_COMPAT_METADATA_CSUM &&
        s->checksum != csum_super(s) &&
        (read_only || !(s->feature_compat & COMPAT_JOURNAL)))
        why = "its superblock's checksum is wrong";
    if (!why)
        why = check_sizes(s);
    return why ? why : check_extent(s, disk);
}

static int read_super(struct disk *disk, struct ext4_super *s)
{
    int err;

    if (disk->size < SUPER_OFFSET + SUPER_SIZE)
        return -EINVAL;
    err = disk_read(disk, SUPER_OFFSET, s, sizeof(*s));
    if (err)
        return err;
    return s->magic == SUPER_MAGIC ? 0 : -EINVAL;
}

static void set_sizes(struct ext4_fs *fs)
{
    const struct ext4_super *s = &fs->super;

    fs->block_shift = 10 + s->log_block_size;
    fs->block_size = 1u << fs->block_shift;
    fs->first_block = s->first_data_block;
    fs->blocks_per_group = s->blocks_per_group;
    fs->inodes_per_group = s->inodes_per_group;
    fs->inode_size = s->inode_size;
    fs->desc_size = DESC_SIZE_MIN;
    if (s->feature_incompat & INCOMPAT_64BIT)
        fs->desc_size = s->desc_size;
    fs->desc_per_block = fs->block_size / fs->desc_size;
    fs->blocks = blocks_of(s);
    fs->groups =
        (uint32_t)((fs->blocks - fs->first_block + s->blocks_per_group - 1) /
                   s->blocks_per_group);
    fs->extents = s->feature_incompat & INCOMPAT_EXTENTS;
    fs->has_type = s->feature_incompat & INCOMPAT_FILETYPE;
    fs->csum = s->feature_ro_compat & RO_COMPAT_METADATA_CSUM;
    fs->gdt_csum = s->feature_ro_compat & RO_COMPAT_GDT_CSUM;
    fs->csum_seed = csum_crc32c(UINT32_MAX, s->uuid, sizeof(s->uuid));
    if (s->feature_incompat & INCOMPAT_CSUM_SEED)
        fs->csum_seed = s->checksum_seed;
}

/* --- groups --- */

static void decode_group(struct ext4_fs *fs, struct ext4_group *g,
                         const struct ext4_desc *raw)
{
    struct ext4_desc d = {0};

    memcpy(&d, raw, fs->desc_size < sizeof(d) ? fs->desc_size : sizeof(d));
    *g = (struct ext4_group){
        .block_bitmap = d.block_bitmap_lo | (uint64_t)d.block_bitmap_hi << 32,
        .inode_bitmap = d.inode_bitmap_lo | (uint64_t)d.inode_bitmap_hi << 32,
        .inode_table = d.inode_table_lo | (uint64_t)d.inode_table_hi << 32,
        .free_blocks = d.free_blocks_lo | (uint32_t)d.free_blocks_hi << 16,
        .free_inodes = d.free_inodes_lo | (uint32_t)d.free_inodes_hi << 16,
        .used_dirs = d.used_dirs_lo | (uint32_t)d.used_dirs_hi << 16,
        .itable_unused = d.itable_unused_lo | (uint32_t)d.itable_unused_hi
                                                  << 16,
        .flags = d.flags,
    };
    if (!fs->csum && !fs->gdt_csum)
        g->flags = 0;
}

static bool group_ok(struct ext4_fs *fs, const struct ext4_group *g)
{
    uint32_t table =
        (fs->inodes_per_group * fs->inode_size + fs->block_size - 1) >>
        fs->block_shift;

    return super_block_ok(fs, g->block_bitmap, 1) &&
           super_block_ok(fs, g->inode_bitmap, 1) &&
           super_block_ok(fs, g->inode_table, table) &&
           g->free_blocks <= fs->blocks_per_group &&
           g->free_inodes <= fs->inodes_per_group &&
           g->itable_unused <= fs->inodes_per_group;
}

static int load_groups(struct ext4_fs *fs, const char **why)
{
    fs->free_blocks = fs->free_inodes = 0;
    for (uint32_t i = 0; i < fs->groups; i++) {
        struct ext4_group *g = &fs->group[i];
        struct ext4_desc *desc;
        struct buf *b;
        bool ok;
        int err = group_desc(fs, i, &b, &desc);

        *why = "its groups cannot be read";
        if (err)
            return err;
        decode_group(fs, g, desc);
        ok = group_ok(fs, g) && ((!fs->csum && !fs->gdt_csum) ||
                                 desc->checksum == csum_desc(fs, i, desc));
        cache_put(b);
        *why = "a group's descriptor is wrong";
        if (!ok)
            return -EIO;
        fs->free_blocks += g->free_blocks;
        fs->free_inodes += g->free_inodes;
    }
    return 0;
}

/* --- mounting --- */

static int init(struct ext4_fs *fs, const struct ext4_options *o)
{
    uint32_t bufs = o->cache_bytes / fs->block_size;
    int err = cache_init(&fs->cache, fs->disk, fs->block_size,
                         bufs < BUFS_MIN ? BUFS_MIN : bufs);

    if (err)
        return err;
    fs->cache.blocks = fs->blocks;
    fs->group = calloc(fs->groups, sizeof(*fs->group));
    return fs->group ? 0 : -ENOMEM;
}

/* So large that several operations fit, and so small that the whole does into
 * half of the log, and into the cache. */
static void set_limits(struct ext4_fs *fs)
{
    const struct journal *j = &fs->journal;
    uint32_t limit = fs->cache.count / 8;

    if (j->runs && limit > (j->end - j->first) / 8)
        limit = (j->end - j->first) / 8;
    fs->txn.limit = limit;
    fs->txn.groups = NO_GROUP;
    fs->txn.number = 1;
}

static int start_journal(struct ext4_fs *fs, const char **why)
{
    bool dirty = fs->super.feature_incompat & INCOMPAT_RECOVER;
    int err;

    *why = "its journal is on another disk";
    if (fs->super.journal_inum == 0)
        return -ENOTSUP;
    err = journal_load(fs, why);
    if (err || !dirty)
        return err;
    *why = "its journal must be replayed, and it is read-only";
    if (fs->read_only || fs->disk->read_only)
        return -EROFS;
    err = journal_replay(fs, why);
    return err ? err : load_groups(fs, why);
}

static int get_root(struct ext4_fs *fs, struct vnode **root, const char **why)
{
    struct ext4_inode *ip;
    int err = inode_get(fs, INODE_ROOT, &ip);

    *why = "its root directory cannot be read";
    if (err)
        return err;
    if (!S_ISDIR(ip->vn.mode) || ip->nlink == 0) {
        vnode_put(&ip->vn);
        return -EIO;
    }
    *root = &ip->vn;
    return 0;
}

static void destroy(struct ext4_fs *fs)
{
    inode_free_all(fs);
    cache_free(&fs->cache);
    free(fs->journal.runs);
    free(fs->journal.scratch);
    free(fs->group);
    free(fs);
}

static int mount(struct ext4_fs *fs, const struct ext4_options *o,
                 struct vnode **root, const char **why)
{
    int err = read_super(fs->disk, &fs->super);

    *why = err == -EINVAL ? "it has no ext2, ext3 or ext4" : "it is unreadable";
    if (err)
        return err;
    *why = check_super(&fs->super, fs->disk, fs->read_only);
    if (*why)
        return -ENOTSUP;
    set_sizes(fs);
    *why = "there is too little memory";
    err = init(fs, o);
    if (!err)
        err = load_groups(fs, why);
    if (!err && fs->super.feature_compat & COMPAT_JOURNAL)
        err = start_journal(fs, why);
    if (err)
        return err;
    set_limits(fs);
    if (!fs->read_only && fs->super.last_orphan) {
        *why = "its list of orphans is wrong";
        err = orphan_clean(fs);
    }
    return err ? err : get_root(fs, root, why);
}

int ext4_mount(struct disk *disk, const struct ext4_options *options,
               struct ext4_fs **out, struct vnode **root, const char **why)
{
    struct ext4_fs *fs = calloc(1, sizeof(*fs));
    int err;

    *why = "there is too little memory";
    if (!fs)
        return -ENOMEM;
    fs->disk = disk;
    fs->dev = options->dev;
    fs->read_only = options->read_only || disk->read_only;
    fs->kept.newer = fs->kept.older = &fs->kept;
    fs->txn.groups = NO_GROUP;
    fs->txn.number = 1;
    err = mount(fs, options, root, why);
    if (err)
        destroy(fs);
    else
        *out = fs;
    return err;
}

int ext4_sync(struct ext4_fs *fs)
{
    return fs->read_only ? 0 : txn_commit(fs);
}

int ext4_close(struct ext4_fs *fs)
{
    int err = 0;

    if (fs->read_only)
        return 0;
    while (!err && fs->orphans)
        err = orphan_delete(fs->orphans);
    if (!err)
        err = txn_commit(fs);
    if (!err)
        err = journal_close(fs);
    fs->read_only = true;
    return err;
}

int ext4_unmount(struct ext4_fs *fs)
{
    int err = ext4_close(fs);

    destroy(fs);
    return err;
}

int ext4_probe(struct disk *disk, char *label, uint8_t *uuid)
{
    struct ext4_super s;
    int err = read_super(disk, &s);

    if (err)
        return err;
    memcpy(label, s.volume_name, sizeof(s.volume_name));
    label[sizeof(s.volume_name)] = '\0';
    memcpy(uuid, s.uuid, sizeof(s.uuid));
    return 0;
}

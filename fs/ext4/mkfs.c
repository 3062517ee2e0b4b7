/*
 * mkfs.c - an empty ext4 volume.
 *
 * Each group: copies of the superblock and the descriptors in those that have
 * them, its two bitmaps, its inodes. The first group holds the root's block
 * and the journal behind that.
 */
#include "fs/ext4/mkfs.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "fs/ext4/ext4.h"

#define be32         __builtin_bswap32

#define SMALL        (32ull << 20) /* below: blocks of 1 KiB */
#define JOURNAL_FROM (4ull << 20)
#define INODE_BYTES  256u
#define PER_INODE    16384u /* bytes of the volume for each inode */

struct mkfs {
    struct disk *disk;
    const struct mkfs_options *options;
    struct ext4_super super;
    uint32_t shift, size, groups, table; /* table: blocks of inodes */
    uint32_t descs;                      /* blocks of descriptors */
    uint64_t blocks;
    uint32_t root, journal, journal_len; /* blocks */
    struct ext4_desc *desc;              /* 32 bytes each are written */
    uint8_t *block;                      /* scratch */
};

static uint32_t first_of(const struct mkfs *m, uint32_t group)
{
    return m->super.first_data_block + group * m->super.blocks_per_group;
}

static uint32_t length_of(const struct mkfs *m, uint32_t group)
{
    uint64_t left = m->blocks - first_of(m, group);

    return left < m->super.blocks_per_group ? (uint32_t)left
                                            : m->super.blocks_per_group;
}

/* Blocks of copies at the start of a group. */
static uint32_t copies_of(const struct mkfs *m, uint32_t group)
{
    return super_has_backup(&m->super, group) ? 1 + m->descs : 0;
}

static uint32_t used_of(const struct mkfs *m, uint32_t group)
{
    uint32_t used = copies_of(m, group) + 2 + m->table;

    return group ? used : used + 1 + m->journal_len;
}

static void set_groups(struct mkfs *m)
{
    struct ext4_super *s = &m->super;

    m->groups =
        (uint32_t)((m->blocks - s->first_data_block + s->blocks_per_group - 1) /
                   s->blocks_per_group);
    m->descs = (m->groups * DESC_SIZE_MIN + m->size - 1) >> m->shift;
}

/* A last group too short for what it must hold is left out. */
static int set_sizes(struct mkfs *m)
{
    struct ext4_super *s = &m->super;
    uint64_t bytes = m->disk->size, files = m->options->files, each;

    m->shift = bytes < SMALL ? 10 : 12;
    m->size = 1u << m->shift;
    m->blocks = bytes >> m->shift;
    if (bytes < MKFS_MIN || m->blocks > UINT32_MAX)
        return -EINVAL;
    s->log_block_size = s->log_cluster_size = m->shift - 10;
    s->first_data_block = m->shift == 10;
    s->blocks_per_group = s->clusters_per_group = 8 * m->size;
    if (bytes >= JOURNAL_FROM)
        m->journal_len = m->blocks < 32768    ? 1024
                         : m->blocks < 262144 ? 4096
                                              : 8192;
    set_groups(m);
    if (files < bytes / PER_INODE)
        files = bytes / PER_INODE;
    each = (files + SUPER_FIRST_INODE + m->groups - 1) / m->groups;
    m->table = (uint32_t)((each * INODE_BYTES + m->size - 1) >> m->shift);
    s->inodes_per_group = m->table * (m->size / INODE_BYTES);
    if (s->inodes_per_group % 8) {
        s->inodes_per_group += 8 - s->inodes_per_group % 8;
        m->table =
            (s->inodes_per_group * INODE_BYTES + m->size - 1) >> m->shift;
    }
    if (each > 8ull * m->size || s->inodes_per_group > 8 * m->size)
        return -ENOSPC;
    if (m->groups > 1 &&
        length_of(m, m->groups - 1) < used_of(m, m->groups - 1) + 50) {
        m->blocks = first_of(m, m->groups - 1);
        set_groups(m);
    }
    return used_of(m, 0) + 50 > length_of(m, 0) ? -ENOSPC : 0;
}

static void set_super(struct mkfs *m)
{
    struct ext4_super *s = &m->super;
    const struct mkfs_options *o = m->options;

    s->blocks_count_lo = (uint32_t)m->blocks;
    s->inodes_count = m->groups * s->inodes_per_group;
    s->magic = SUPER_MAGIC;
    s->state = SUPER_VALID;
    s->errors = 1; /* go on */
    s->rev_level = 1;
    s->max_mnt_count = UINT16_MAX;
    s->mkfs_time = s->wtime = s->lastcheck = (uint32_t)o->time;
    s->first_ino = SUPER_FIRST_INODE;
    s->inode_size = INODE_BYTES;
    s->min_extra_isize = s->want_extra_isize = INODE_EXTRA_ISIZE;
    s->feature_compat = COMPAT_EXT_ATTR | COMPAT_DIR_INDEX;
    s->feature_incompat = INCOMPAT_FILETYPE | INCOMPAT_EXTENTS;
    s->feature_ro_compat = RO_COMPAT_SPARSE_SUPER | RO_COMPAT_LARGE_FILE |
                           RO_COMPAT_HUGE_FILE | RO_COMPAT_DIR_NLINK |
                           RO_COMPAT_EXTRA_ISIZE;
    memcpy(s->uuid, o->uuid, sizeof(s->uuid));
    memcpy(s->hash_seed, o->hash_seed, sizeof(s->hash_seed));
    s->def_hash_version = 1; /* half MD4 */
    s->flags = 1;            /* of signed characters */
    if (o->label)
        memcpy(s->volume_name, o->label,
               strnlen(o->label, sizeof(s->volume_name)));
    if (m->journal_len) {
        s->feature_compat |= COMPAT_JOURNAL;
        s->journal_inum = INODE_JOURNAL;
    }
}

static void set_descs(struct mkfs *m)
{
    struct ext4_super *s = &m->super;
    uint64_t free_blocks = 0;

    for (uint32_t g = 0; g < m->groups; g++) {
        struct ext4_desc *d = &m->desc[g];
        uint32_t at = first_of(m, g) + copies_of(m, g);
        uint32_t left = length_of(m, g) - used_of(m, g);

        d->block_bitmap_lo = at;
        d->inode_bitmap_lo = at + 1;
        d->inode_table_lo = at + 2;
        d->free_blocks_lo = (uint16_t)left;
        d->free_inodes_lo = (uint16_t)s->inodes_per_group;
        free_blocks += left;
    }
    m->desc[0].free_inodes_lo -= SUPER_FIRST_INODE - 1;
    m->desc[0].used_dirs_lo = 1;
    m->root = m->desc[0].inode_table_lo + m->table;
    m->journal = m->root + 1;
    s->free_blocks_count_lo = (uint32_t)free_blocks;
    s->free_inodes_count = s->inodes_count - (SUPER_FIRST_INODE - 1);
}

static int put(struct mkfs *m, uint64_t block)
{
    int err = disk_write(m->disk, block << m->shift, m->block, m->size);

    memset(m->block, 0, m->size);
    return err;
}

static void set_bits(uint8_t *map, uint32_t from, uint32_t end)
{
    for (uint32_t i = from; i < end; i++)
        map[i / 8] |= (uint8_t)(1 << i % 8);
}

static int write_super(struct mkfs *m, uint32_t group)
{
    uint32_t at = group == 0 && m->shift > 10 ? SUPER_OFFSET : 0;

    m->super.block_group_nr = (uint16_t)group;
    memcpy(m->block + at, &m->super, sizeof(m->super));
    return put(m, first_of(m, group));
}

static int write_copies(struct mkfs *m, uint32_t group)
{
    uint32_t per = m->size / DESC_SIZE_MIN;
    int err;

    if (copies_of(m, group) == 0)
        return 0;
    err = write_super(m, group);
    for (uint32_t i = 0; !err && i < m->descs; i++) {
        for (uint32_t k = 0; k < per && i * per + k < m->groups; k++)
            memcpy(m->block + k * DESC_SIZE_MIN, &m->desc[i * per + k],
                   DESC_SIZE_MIN);
        err = put(m, first_of(m, group) + 1 + i);
    }
    return err;
}

static int write_group(struct mkfs *m, uint32_t group)
{
    const struct ext4_desc *d = &m->desc[group];
    uint32_t bits = 8 * m->size;
    int err = write_copies(m, group);

    if (err)
        return err;
    set_bits(m->block, 0, used_of(m, group));
    set_bits(m->block, length_of(m, group), bits);
    err = put(m, d->block_bitmap_lo);
    if (err)
        return err;
    set_bits(m->block, 0, group ? 0 : SUPER_FIRST_INODE - 1);
    set_bits(m->block, m->super.inodes_per_group, bits);
    err = put(m, d->inode_bitmap_lo);
    for (uint32_t i = 0; !m->options->zeroed && !err && i < m->table; i++)
        err = put(m, d->inode_table_lo + i);
    return err;
}

/* An inode whose @len blocks begin at @start. */
static void set_inode(struct mkfs *m, struct ext4_raw_inode *raw, uint32_t mode,
                      uint16_t links, uint32_t start, uint32_t len)
{
    struct ext4_extent_header *h = (struct ext4_extent_header *)raw->block;
    struct ext4_extent *e = (struct ext4_extent *)(h + 1);

    raw->mode = (uint16_t)mode;
    raw->links_count = links;
    raw->size_lo = len << m->shift;
    raw->blocks_lo = len << (m->shift - 9);
    raw->flags = INODE_EXTENTS;
    raw->atime = raw->ctime = raw->mtime = (uint32_t)m->options->time;
    raw->crtime = raw->atime;
    raw->extra_isize = INODE_EXTRA_ISIZE;
    *h = (struct ext4_extent_header){EXTENT_MAGIC, 1, 4, 0, 0};
    *e = (struct ext4_extent){0, (uint16_t)len, 0, start};
}

/* Inodes 2 and 8, in one block or two. */
static int write_inodes(struct mkfs *m)
{
    static const uint32_t numbers[] = {INODE_ROOT, INODE_JOURNAL};
    uint32_t per = m->size / INODE_BYTES, last = UINT32_MAX;
    int err = 0;

    for (int i = 0; !err && i < (m->journal_len ? 2 : 1); i++) {
        uint32_t n = numbers[i] - 1;
        struct ext4_raw_inode *raw =
            (struct ext4_raw_inode *)(void *)(m->block + n % per * INODE_BYTES);

        if (last != UINT32_MAX && n / per != last)
            err = put(m, m->desc[0].inode_table_lo + last);
        last = n / per;
        if (i == 0)
            set_inode(m, raw, S_IFDIR | 0755, 2, m->root, 1);
        else
            set_inode(m, raw, S_IFREG | 0600, 1, m->journal, m->journal_len);
    }
    return err ? err : put(m, m->desc[0].inode_table_lo + last);
}

static int write_root(struct mkfs *m)
{
    struct ext4_dirent *e = (struct ext4_dirent *)(void *)m->block;

    *e = (struct ext4_dirent){INODE_ROOT, 12, 1, 2};
    e->name[0] = '.';
    e = (struct ext4_dirent *)(void *)(m->block + 12);
    *e = (struct ext4_dirent){INODE_ROOT, (uint16_t)(m->size - 12), 2, 2};
    memcpy(e->name, "..", 2);
    return put(m, m->root);
}

static int write_journal(struct mkfs *m)
{
    struct journal_super *s = (struct journal_super *)(void *)m->block;

    if (!m->journal_len)
        return 0;
    s->header.magic = be32(JOURNAL_MAGIC);
    s->header.type = be32(JOURNAL_SUPER_V2);
    s->block_size = be32(m->size);
    s->max_len = be32(m->journal_len);
    s->first = be32(1);
    s->sequence = be32(1);
    s->nr_users = be32(1);
    memcpy(s->uuid, m->super.uuid, sizeof(s->uuid));
    return put(m, m->journal);
}

static int write_all(struct mkfs *m)
{
    int err = 0;

    for (uint32_t g = 0; !err && g < m->groups; g++)
        err = write_group(m, g);
    if (!err)
        err = write_inodes(m);
    if (!err)
        err = write_root(m);
    return err ? err : write_journal(m);
}

int mkfs_ext4(struct disk *disk, const struct mkfs_options *options)
{
    struct mkfs m = {.disk = disk, .options = options};
    int err = set_sizes(&m);

    if (err)
        return err;
    m.desc = calloc(m.groups, sizeof(*m.desc));
    m.block = calloc(1, m.size);
    err = -ENOMEM;
    if (m.desc && m.block) {
        set_super(&m);
        set_descs(&m);
        err = write_all(&m);
    }
    free(m.desc);
    free(m.block);
    return err;
}

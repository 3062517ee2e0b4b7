/*
 * format.h - what ext2, ext3 and ext4 have on the disk, and their journal.
 *
 * Only the fields that are used have names. Everything is little-endian, as
 * this machine is; the journal is big-endian. [EXT4] has every structure
 * under its own name.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#define EXT_AT(type, field, at)                                                \
    _Static_assert(offsetof(struct type, field) == (at), "[EXT4]")

/* --- the superblock, 1024 bytes at byte 1024 [EXT4 "Super Block"] --- */

#define SUPER_OFFSET      1024u
#define SUPER_SIZE        1024u
#define SUPER_MAGIC       0xef53
#define SUPER_VALID       1u /* state: unmounted, nothing to be checked */
#define SUPER_ERROR       2u /* state: found to be corrupt */
#define SUPER_CRC32C      1u /* checksum_type */
#define SUPER_FIRST_INODE 11u

struct ext4_super {
    uint32_t inodes_count, blocks_count_lo, r_blocks_count_lo;
    uint32_t free_blocks_count_lo, free_inodes_count, first_data_block;
    uint32_t log_block_size, log_cluster_size;
    uint32_t blocks_per_group, clusters_per_group, inodes_per_group;
    uint32_t mtime, wtime;
    uint16_t mnt_count, max_mnt_count, magic, state, errors, minor_rev;
    uint32_t lastcheck, checkinterval, creator_os, rev_level;
    uint16_t def_resuid, def_resgid;
    uint32_t first_ino;
    uint16_t inode_size, block_group_nr;
    uint32_t feature_compat, feature_incompat, feature_ro_compat;
    uint8_t uuid[16];
    char volume_name[16];
    char last_mounted[64];
    uint32_t algorithm_usage;
    uint8_t prealloc_blocks, prealloc_dir;
    uint16_t reserved_gdt_blocks;
    uint8_t journal_uuid[16];
    uint32_t journal_inum, journal_dev, last_orphan, hash_seed[4];
    uint8_t def_hash_version, jnl_backup_type;
    uint16_t desc_size;
    uint32_t default_mount_opts, first_meta_bg, mkfs_time, jnl_blocks[17];
    uint32_t blocks_count_hi, r_blocks_count_hi, free_blocks_count_hi;
    uint16_t min_extra_isize, want_extra_isize;
    uint32_t flags;
    uint8_t unused1[0x175 - 0x164], checksum_type, unused2[0x270 - 0x176];
    uint32_t checksum_seed;
    uint8_t unused3[0x3fc - 0x274];
    uint32_t checksum;
};

EXT_AT(ext4_super, magic, 0x38);
EXT_AT(ext4_super, first_ino, 0x54);
EXT_AT(ext4_super, uuid, 0x68);
EXT_AT(ext4_super, reserved_gdt_blocks, 0xce);
EXT_AT(ext4_super, journal_inum, 0xe0);
EXT_AT(ext4_super, desc_size, 0xfe);
EXT_AT(ext4_super, jnl_blocks, 0x10c);
EXT_AT(ext4_super, blocks_count_hi, 0x150);
EXT_AT(ext4_super, checksum_type, 0x175);
EXT_AT(ext4_super, checksum_seed, 0x270);
EXT_AT(ext4_super, checksum, 0x3fc);
_Static_assert(sizeof(struct ext4_super) == SUPER_SIZE, "[EXT4]");

enum {
    COMPAT_JOURNAL = 0x4,
    COMPAT_EXT_ATTR = 0x8,
    COMPAT_RESIZE_INODE = 0x10,
    COMPAT_DIR_INDEX = 0x20,
    COMPAT_SPARSE_SUPER2 = 0x200,

    INCOMPAT_FILETYPE = 0x2,
    INCOMPAT_RECOVER = 0x4, /* the journal is to be replayed */
    INCOMPAT_META_BG = 0x10,
    INCOMPAT_EXTENTS = 0x40,
    INCOMPAT_64BIT = 0x80,
    INCOMPAT_FLEX_BG = 0x200,
    INCOMPAT_CSUM_SEED = 0x2000,
    INCOMPAT_LARGEDIR = 0x4000,

    RO_COMPAT_SPARSE_SUPER = 0x1,
    RO_COMPAT_LARGE_FILE = 0x2,
    RO_COMPAT_HUGE_FILE = 0x8,
    RO_COMPAT_GDT_CSUM = 0x10,
    RO_COMPAT_DIR_NLINK = 0x20,
    RO_COMPAT_EXTRA_ISIZE = 0x40,
    RO_COMPAT_METADATA_CSUM = 0x400,
};

/* --- a group's descriptor: 32 bytes, or 64 with INCOMPAT_64BIT
 * [EXT4 "Block Group Descriptors"] --- */

struct ext4_desc {
    uint32_t block_bitmap_lo, inode_bitmap_lo, inode_table_lo;
    uint16_t free_blocks_lo, free_inodes_lo, used_dirs_lo, flags;
    uint32_t exclude_bitmap_lo;
    uint16_t block_bitmap_csum_lo, inode_bitmap_csum_lo;
    uint16_t itable_unused_lo, checksum;
    uint32_t block_bitmap_hi, inode_bitmap_hi, inode_table_hi;
    uint16_t free_blocks_hi, free_inodes_hi, used_dirs_hi, itable_unused_hi;
    uint32_t exclude_bitmap_hi;
    uint16_t block_bitmap_csum_hi, inode_bitmap_csum_hi;
    uint32_t reserved;
};

#define DESC_SIZE_MIN 32u
EXT_AT(ext4_desc, flags, 0x12);
EXT_AT(ext4_desc, checksum, 0x1e);
EXT_AT(ext4_desc, block_bitmap_csum_hi, 0x38);
_Static_assert(sizeof(struct ext4_desc) == 64, "[EXT4]");

enum {
    GROUP_INODE_UNINIT = 1, /* the inode bitmap is not written yet */
    GROUP_BLOCK_UNINIT = 2,
    GROUP_INODE_ZEROED = 4,
};

/* --- an inode [EXT4 "Index Nodes"] --- */

#define INODE_ROOT        2u
#define INODE_JOURNAL     8u
#define INODE_SIZE_OLD    128u
#define INODE_BLOCKS      15
#define INODE_LINKS_MAX   65000u
#define INODE_EXTRA_ISIZE 32u /* as far as projid, what mkfs.ext4 sets */

struct ext4_raw_inode {
    uint16_t mode, uid;
    uint32_t size_lo, atime, ctime, mtime, dtime;
    uint16_t gid, links_count;
    uint32_t blocks_lo, flags, version, block[INODE_BLOCKS];
    uint32_t generation, file_acl_lo, size_hi, faddr;
    uint16_t blocks_hi, file_acl_hi, uid_hi, gid_hi, checksum_lo, unused;
    /* From here on only in inodes of more than 128 bytes, and only as far as
     * extra_isize goes. */
    uint16_t extra_isize, checksum_hi;
    uint32_t ctime_extra, mtime_extra, atime_extra, crtime, crtime_extra;
    uint32_t version_hi, projid;
};

EXT_AT(ext4_raw_inode, block, 0x28);
EXT_AT(ext4_raw_inode, checksum_lo, 0x7c);
EXT_AT(ext4_raw_inode, extra_isize, 0x80);
EXT_AT(ext4_raw_inode, projid, 0x9c);

enum {
    INODE_INDEX = 0x1000, /* a directory with a hash tree */
    INODE_HUGE_FILE = 0x40000,
    INODE_EXTENTS = 0x80000,
    INODE_EA_INODE = 0x200000,
    INODE_INLINE_DATA = 0x10000000,
    INODE_IMMUTABLE = 0x10,
    INODE_APPEND = 0x20,
    INODE_ENCRYPT = 0x800,
};

/* --- extents [EXT4 "Extent Tree"] --- */

#define EXTENT_MAGIC     0xf30a
#define EXTENT_DEPTH_MAX 5
#define EXTENT_LEN_MAX   32768u /* more: that many fewer, not written yet */

struct ext4_extent_header {
    uint16_t magic, entries, max, depth;
    uint32_t generation;
};

struct ext4_extent {
    uint32_t block;
    uint16_t len, start_hi;
    uint32_t start_lo;
};

struct ext4_extent_index {
    uint32_t block, leaf_lo;
    uint16_t leaf_hi, unused;
};

_Static_assert(sizeof(struct ext4_extent) == 12, "[EXT4]");
_Static_assert(sizeof(struct ext4_extent_index) == 12, "[EXT4]");
_Static_assert(sizeof(struct ext4_extent_header) == 12, "[EXT4]");

/* --- directories [EXT4 "Directory Entries"] --- */

struct ext4_dirent {
    uint32_t inode; /* 0: not used */
    uint16_t rec_len;
    uint8_t name_len, file_type;
    char name[];
};

#define DIRENT_HEAD      8u
#define DIRENT_TAIL_SIZE 12u  /* of the checksum at the end of a block */
#define DIRENT_TAIL_TYPE 0xde /* its file_type */

/* --- extended attributes in a block [EXT4 "Extended Attributes"] --- */

#define XATTR_MAGIC 0xea020000u

struct ext4_xattr_header {
    uint32_t magic, refcount, blocks, hash, checksum;
};

/* --- the journal [EXT4 "Journal (jbd2)"], big-endian --- */

#define JOURNAL_MAGIC 0xc03b3998u

enum {
    JOURNAL_DESCRIPTOR = 1,
    JOURNAL_COMMIT = 2,
    JOURNAL_SUPER_V1 = 3,
    JOURNAL_SUPER_V2 = 4,
    JOURNAL_REVOKE = 5,

    JOURNAL_INCOMPAT_REVOKE = 0x1,
    JOURNAL_INCOMPAT_64BIT = 0x2,
    JOURNAL_INCOMPAT_ASYNC_COMMIT = 0x4,
    JOURNAL_INCOMPAT_CSUM_V2 = 0x8,
    JOURNAL_INCOMPAT_CSUM_V3 = 0x10,

    TAG_ESCAPE = 1, /* the block began with JOURNAL_MAGIC: put it back */
    TAG_SAME_UUID = 2,
    TAG_DELETED = 4,
    TAG_LAST = 8,
};

struct journal_header {
    uint32_t magic, type, sequence;
};

struct journal_super {
    struct journal_header header;
    uint32_t block_size, max_len, first; /* the log is first..max_len-1 */
    uint32_t sequence, start;            /* start 0: nothing to replay */
    uint32_t errno_value;
    uint32_t feature_compat, feature_incompat, feature_ro_compat;
    uint8_t uuid[16];
    uint32_t nr_users, dynsuper, max_transaction, max_trans_data;
    uint8_t checksum_type, padding[3];
    uint32_t num_fc_blocks;
    uint8_t unused[0xfc - 0x58];
    uint32_t checksum;
    uint8_t users[16 * 48];
};

EXT_AT(journal_super, uuid, 0x30);
EXT_AT(journal_super, checksum, 0xfc);
_Static_assert(sizeof(struct journal_super) == 1024, "[EXT4]");

struct journal_revoke {
    struct journal_header header;
    uint32_t bytes; /* in use, with this header */
};

struct journal_tag {
    uint32_t block;
    uint16_t checksum, flags;
    uint32_t block_hi; /* only with JOURNAL_INCOMPAT_64BIT */
};

struct journal_tag3 {
    uint32_t block, flags, block_hi, checksum;
};

struct journal_commit {
    struct journal_header header;
    uint8_t checksum_type, checksum_size, padding[2];
    uint32_t checksum[8];
    uint64_t seconds;
    uint32_t nanoseconds;
};

EXT_AT(journal_commit, seconds, 0x30);

/*
 * ext4.h - one mounted volume, as the parts of fs/ext4/ know it.
 *
 * From the bottom up: super.c (groups, the superblock), inode.c (inodes in
 * memory), alloc.c (bitmaps), extent.c and blockmap.c (where a file's blocks
 * are), file.c, dir.c, names.c (the vnode's operations).
 *
 * Changes. Every operation begins with txn_begin() and then changes buffers
 * (txn_dirty), inodes (inode_changed), groups and the superblock in memory.
 * A commit happens only within txn_begin() or by itself, never in the middle
 * of what has begun; it makes all changes so far last at once, by the journal
 * (journal.c). Blocks that were freed are not given out again before that, so
 * that until then the files they belonged to are whole on the disk.
 */
#pragma once

#include "fs/cache.h"
#include "fs/ext4/format.h"
#include "fs/vnode.h"

#define TXN_FREES   512u
#define TXN_REVOKES 2048u
#define INODE_HASH  512u
#define INODES_KEPT 512u /* in memory although nobody refers to them */

/* What buf.kind says: how a block's checksum is made. */
enum { KIND_NONE, KIND_DIR, KIND_EXTENT };

struct ext4_group {
    uint64_t block_bitmap, inode_bitmap, inode_table;
    uint32_t free_blocks, free_inodes, used_dirs, itable_unused;
    uint16_t flags;
    bool changed;
    uint32_t next_changed;
};

/* A piece of a file: @len blocks at @start on the disk. */
enum run_kind { RUN_HOLE, RUN_WRITTEN, RUN_UNWRITTEN };
struct ext4_run {
    enum run_kind kind;
    uint64_t start;
    uint32_t block, len; /* in the file */
};

struct dir_index;

struct ext4_inode {
    struct vnode vn;
    struct ext4_fs *fs;
    uint32_t nlink, uid, gid, flags, generation;
    uint64_t size, blocks; /* blocks of 512 bytes */
    uint64_t acl;          /* the block of extended attributes, or 0 */
    vtime_t atime, mtime, ctime;
    union {
        uint32_t block[INODE_BLOCKS];
        struct ext4_extent_header root; /* with INODE_EXTENTS */
    };
    uint32_t csum_seed;
    bool changed, in_orphans, root_checked;
    uint32_t changed_in; /* number of the transaction: more than times */
    struct ext4_inode *same_hash, *newer, *older; /* older: of the kept */
    struct ext4_inode *next_changed;
    struct ext4_inode *next_orphan, *prev_orphan;
    uint32_t orphan_link;     /* the number behind it in the disk's list */
    struct ext4_run last;     /* the last one looked up; len 0: none */
    uint32_t expected, ahead; /* read-ahead: next block, blocks at once */
    struct dir_index *index;
};

static inline struct ext4_inode *inode_of(struct vnode *vn)
{
    return (struct ext4_inode *)((char *)vn -
                                 __builtin_offsetof(struct ext4_inode, vn));
}

struct ext4_free {
    uint64_t start, count;
};

/* What has been changed since the last commit. */
struct txn {
    uint32_t number; /* from 1 */
    struct buf *bufs;
    struct ext4_inode *inodes;
    uint32_t nr_bufs, nr_inodes;
    uint32_t groups; /* first of the changed groups; NO_GROUP */
    bool super;
    struct ext4_free frees[TXN_FREES];
    uint64_t revokes[TXN_REVOKES];
    uint32_t nr_frees, nr_revokes;
    uint64_t freed; /* blocks in frees */
    uint32_t limit; /* of buffers, and of inodes */
};

#define NO_GROUP UINT32_MAX

/* Where the log lies: block @log of it and the next ones at @start. */
struct log_run {
    uint64_t start;
    uint32_t log, len;
};

struct journal {
    struct log_run *runs; /* NULL: the volume has none */
    uint32_t nr_runs;
    uint32_t first, end, head; /* blocks of the log; head: the next free */
    uint32_t sequence;         /* of the next commit */
    uint32_t tag_size;
    bool open; /* the disk says that there may be something to replay */
    struct journal_super super; /* as on the disk */
    uint8_t *scratch;           /* two blocks */
};

struct ext4_fs {
    struct cache cache;
    struct disk *disk;
    uint64_t dev;
    struct ext4_super super;
    uint32_t block_size, block_shift, desc_size, inode_size, desc_per_block;
    uint32_t groups, inodes_per_group, blocks_per_group, first_block;
    uint32_t csum_seed;
    uint64_t blocks, free_blocks; /* free: without txn.freed */
    uint32_t free_inodes;
    bool read_only, extents, csum, gdt_csum, has_type;
    bool failed;  /* a commit failed: nothing more is written */
    bool corrupt; /* so the superblock shall say */
    struct ext4_group *group;
    struct ext4_inode *hash[INODE_HASH];
    struct ext4_inode kept; /* a list's head: by use, of those kept */
    uint32_t nr_kept;
    struct ext4_inode *orphans;
    struct txn txn;
    struct journal journal;
    uint32_t last_dir_group;
};

/* --- csum.c --- */

/* csum_crc32c - go on with @crc over @n bytes; no inversions. */
uint32_t csum_crc32c(uint32_t crc, const void *data, size_t n);
uint16_t csum_crc16(uint16_t crc, const void *data, size_t n);

/* csum_block - the checksum of a block of @kind, for inode seed @owner. */
uint32_t csum_block(const struct ext4_fs *fs, uint16_t kind, uint32_t owner,
                    const uint8_t *data);

/* csum_set_block - put it where it belongs; csum_block_ok - compare. */
void csum_set_block(const struct ext4_fs *fs, struct buf *b);
bool csum_block_ok(const struct ext4_fs *fs, uint16_t kind, uint32_t owner,
                   const uint8_t *data);
uint16_t csum_desc(const struct ext4_fs *fs, uint32_t group,
                   const struct ext4_desc *desc);
uint32_t csum_inode(const struct ext4_fs *fs, uint32_t seed,
                    const struct ext4_raw_inode *raw);
uint32_t csum_super(const struct ext4_super *super);

/* --- super.c --- */

/* super_corrupt - what was read makes no sense: says so in one line, once,
 * marks the volume, and lets nothing be changed any more. Returns -EIO. */
int super_corrupt(struct ext4_fs *fs, const char *what, uint64_t number);

/* super_has_backup - whether @group has copies of superblock and groups. */
bool super_has_backup(const struct ext4_super *super, uint32_t group);

/* super_overhead - blocks at the start of @group for such copies. */
uint32_t super_overhead(const struct ext4_fs *fs, uint32_t group);

/* super_group_blocks - how many blocks @group has: the last may be short. */
uint32_t super_group_blocks(const struct ext4_fs *fs, uint32_t group);

/* super_block_ok - whether @count blocks from @block may belong to a file. */
bool super_block_ok(const struct ext4_fs *fs, uint64_t block, uint64_t count);

/* group_changed - its descriptor is to be written. */
void group_changed(struct ext4_fs *fs, uint32_t group);

/* group_desc - the descriptor on the disk; its buffer is pinned. */
int group_desc(struct ext4_fs *fs, uint32_t group, struct buf **b,
               struct ext4_desc **desc);

/* super_encode - bring changed groups and the superblock into buffers of the
 * transaction. */
int super_encode(struct ext4_fs *fs);

/* super_write - @super straight to the disk. */
int super_write(struct ext4_fs *fs, struct ext4_super *super);

/* --- txn.c --- */

/*
 * txn_begin - an operation that changes up to @blocks buffers begins.
 *
 * -EROFS; -EIO; what a commit returned that was needed to make room.
 */
int txn_begin(struct ext4_fs *fs, uint32_t blocks);

/* txn_dirty - @b, pinned, is changed by this transaction. */
void txn_dirty(struct ext4_fs *fs, struct buf *b);

/* txn_free - @count blocks are free once the transaction is committed.
 * @meta: they held something that txn_dirty() was called for. */
void txn_free(struct ext4_fs *fs, uint64_t block, uint64_t count, bool meta);

/* txn_commit - make all changes last. -EIO: then nothing more will. */
int txn_commit(struct ext4_fs *fs);

/* txn_sync_data - the contents of a file last; without a commit if nothing but
 * its times has changed since the last one. */
int txn_sync_data(struct ext4_inode *ip);

/* txn_is_empty - nothing was changed since the last commit. */
bool txn_is_empty(const struct ext4_fs *fs);

/* --- journal.c --- */

/* journal_load - find the log. @why: for messages. */
int journal_load(struct ext4_fs *fs, const char **why);

/* journal_replay - bring what was committed to its place (replay.c). */
int journal_replay(struct ext4_fs *fs, const char **why);

/* journal_commit - write the transaction's buffers and revokes to the log,
 * or, if there is no journal, to their places; flushed. */
int journal_commit(struct ext4_fs *fs);

/* journal_is_full - the next commit may not fit any more. */
bool journal_is_full(const struct ext4_fs *fs);

/* journal_checkpoint - write all to its place and empty the log; right after
 * a commit: what a transaction holds would be lost between log and place. */
int journal_checkpoint(struct ext4_fs *fs);

/* journal_empty - all is in its place, flushed: the journal and then the
 * superblock, as it is in memory, say so. */
int journal_empty(struct ext4_fs *fs);

/* journal_close - the same, and nothing is left to replay. */
int journal_close(struct ext4_fs *fs);

/* journal_at - where block @log of the log is; *run of them in a row. */
uint64_t journal_at(const struct journal *j, uint32_t log, uint32_t *run);

/* --- inode.c --- */

/* inode_get - the inode @ino with a reference; one that is free is an error:
 * -EIO. */
int inode_get(struct ext4_fs *fs, uint32_t ino, struct ext4_inode **out);

/* inode_new - a new one near @parent, linked nowhere, one reference. */
int inode_new(struct ext4_fs *fs, struct ext4_inode *parent, uint32_t mode,
              struct ext4_inode **out);

/* inode_changed - to be written with the next commit. */
void inode_changed(struct ext4_inode *ip);

/* inode_times - mtime and ctime are now; whoever wants no more than the
 * contents can do without. */
void inode_times(struct ext4_inode *ip);

/* inode_touch - mtime and ctime, or ctime alone, are now. */
void inode_touch(struct ext4_inode *ip, bool contents);

/* inode_encode_all - bring the changed ones into buffers. */
int inode_encode_all(struct ext4_fs *fs);

/* inode_release - the last reference went. */
void inode_release(struct vnode *vn);

/* inode_free_all - the volume goes: free the memory of all inodes. */
void inode_free_all(struct ext4_fs *fs);

/* inode_location - where it lies on the disk; -EIO for an impossible one. */
int inode_location(const struct ext4_fs *fs, uint32_t ino, uint64_t *block,
                   uint32_t *offset);

/* What the parts of inode*.c share. */
uint32_t inode_seed(const struct ext4_fs *fs, uint32_t ino,
                    uint32_t generation);

/* inode_raw - the inode on the disk; its buffer is pinned. */
int inode_raw(struct ext4_fs *fs, uint32_t ino, struct buf **b,
              struct ext4_raw_inode **raw);

/* inode_make - memory for one, with a reference; NULL. inode_enter - it can
 * be found. inode_forget - one without a reference goes. inode_trim - the
 * oldest ones go, if there are too many. */
struct ext4_inode *inode_make(struct ext4_fs *fs, uint32_t ino);
void inode_enter(struct ext4_inode *ip);
void inode_forget(struct ext4_inode *ip);
void inode_trim(struct ext4_fs *fs);

/* Whether an inode on the disk has a field behind the first 128 bytes. */
static inline bool inode_has(const struct ext4_fs *fs,
                             const struct ext4_raw_inode *raw, size_t end)
{
    return fs->inode_size > INODE_SIZE_OLD &&
           INODE_SIZE_OLD + raw->extra_isize >= end;
}

#define INODE_HAS(fs, raw, field)                                              \
    inode_has(fs, raw,                                                         \
              offsetof(struct ext4_raw_inode, field) + sizeof((raw)->field))

/* inode_cached - the inode if it is in memory, without a new reference. */
struct ext4_inode *inode_cached(struct ext4_fs *fs, uint32_t ino);

/* --- orphan.c: files without a name that still have blocks --- */

/* orphan_add, orphan_remove - @ip is in the list on the disk, or not: who
 * mounts after a crash finishes what was begun. */
void orphan_add(struct ext4_inode *ip);
int orphan_remove(struct ext4_inode *ip);

/* orphan_cut - free all from @block on, in as many transactions as needed. */
int orphan_cut(struct ext4_inode *ip, uint64_t block);

/* orphan_clean - finish what was begun before the crash. */
int orphan_clean(struct ext4_fs *fs);

/* orphan_delete - @ip has no name and no reference: free all of it. */
int orphan_delete(struct ext4_inode *ip);

/* --- alloc.c --- */

/*
 * alloc_blocks - up to @want blocks in a row, at @goal if they are free there.
 *
 * -ENOSPC, -EIO. *got is 1 to @want.
 */
int alloc_blocks(struct ext4_fs *fs, uint64_t goal, uint32_t want,
                 uint64_t *start, uint32_t *got);

/* alloc_goal - where the first block of @ip should be. */
uint64_t alloc_goal(const struct ext4_inode *ip);

/* alloc_apply_frees - clear the bits of txn.frees. */
int alloc_apply_frees(struct ext4_fs *fs);

int alloc_inode(struct ext4_fs *fs, uint32_t parent, bool is_dir,
                uint32_t *ino);
int alloc_free_inode(struct ext4_fs *fs, uint32_t ino, bool is_dir);

/* --- extent.c, blockmap.c --- */

/* map_find - the run of @ip that block @block is in, from there on. */
int map_find(struct ext4_inode *ip, uint32_t block, struct ext4_run *run);

/* map_alloc - blocks for at most @want of the hole at @block, or for what is
 * unwritten there, which becomes written. */
int map_alloc(struct ext4_inode *ip, uint32_t block, uint32_t want,
              struct ext4_run *run);

/* map_cut - free a piece of what is at or behind @block, from the end; *done
 * if nothing is left. One transaction's worth. */
int map_cut(struct ext4_inode *ip, uint64_t block, bool *done);

/* map_limit - the most blocks a file may have. */
uint64_t map_limit(const struct ext4_inode *ip);

void extents_init(struct ext4_inode *ip);
int extents_check_root(struct ext4_inode *ip);
int extents_find(struct ext4_inode *ip, uint32_t block, struct ext4_run *run);
int extents_insert(struct ext4_inode *ip, const struct ext4_run *run);
int extents_write(struct ext4_inode *ip, const struct ext4_run *run);
int extents_cut(struct ext4_inode *ip, uint64_t block, bool *done);
int blockmap_find(struct ext4_inode *ip, uint32_t block, struct ext4_run *run);
int blockmap_insert(struct ext4_inode *ip, struct ext4_run *run);
int blockmap_cut(struct ext4_inode *ip, uint64_t block, bool *done);

/* --- file.c --- */

int64_t file_read(struct vnode *vn, void *buf, size_t n, uint64_t off);
int64_t file_write(struct vnode *vn, const void *buf, size_t n, uint64_t off);
int file_truncate(struct vnode *vn, uint64_t size);

/* --- dir.c, dir_index.c, names.c --- */

/* Where an entry is: its block in the directory, its offset there. */
struct dir_place {
    uint32_t block, offset;
};

/* dir_block - block @n of a directory, checked; pinned. */
int dir_block(struct ext4_inode *dir, uint32_t n, struct buf **b);

/* dir_usable - bytes of a block that entries may take. */
uint32_t dir_usable(const struct ext4_fs *fs);

/* dir_find - -ENOENT. */
int dir_find(struct ext4_inode *dir, struct vname name, uint32_t *ino,
             struct dir_place *place);

/* dir_add - the name must not be there. -ENOSPC. */
int dir_add(struct ext4_inode *dir, struct vname name, struct ext4_inode *ip);
int dir_remove(struct ext4_inode *dir, struct vname name);

/* dir_replace - the entry of @name, or of "..", names @ip from now on. */
int dir_replace(struct ext4_inode *dir, struct vname name,
                struct ext4_inode *ip);

/* dir_make_first - the first block of a new directory. */
int dir_make_first(struct ext4_inode *dir, uint32_t parent);
int dir_is_empty(struct ext4_inode *dir, bool *empty);
int dir_readdir(struct vnode *vn, uint64_t *pos, struct vdirent *out);
uint8_t dir_type(uint32_t mode);

/* dir_index_find - where @name may be; call again with the same *probe for
 * the next place. -ENOENT at the end; -ENOMEM: there is no index. */
int dir_index_find(struct ext4_inode *dir, struct vname name, uint32_t *probe,
                   struct dir_place *place);
void dir_index_add(struct ext4_inode *dir, struct vname name,
                   struct dir_place place);
void dir_index_remove(struct ext4_inode *dir, struct vname name,
                      struct dir_place place);

/* dir_index_gap - the largest gap of block @n is @gap bytes now. */
void dir_index_gap(struct ext4_inode *dir, uint32_t n, uint32_t gap);

/* dir_index_room - a block with a gap of @need bytes; -ENOSPC: none;
 * -ENOMEM: there is no index. */
int dir_index_room(struct ext4_inode *dir, uint32_t need, uint32_t *n);
void dir_index_free(struct ext4_inode *dir);

/* dir_gap - the largest gap of a block; *at: the entry that has it. */
uint32_t dir_gap(const struct ext4_fs *fs, const uint8_t *block, uint32_t *at);

extern const struct vnode_ops ext4_ops;

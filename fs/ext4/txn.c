/*
 * txn.c - what is changed together: from the first change to the commit.
 *
 * A commit comes when a program asks (fsync, sync), or when what has gathered
 * would outgrow the journal or the cache. File contents are written before
 * it: no file ever shows blocks that were not written.
 */
#include <errno.h>
#include <string.h>

#include "fs/ext4/ext4.h"

#define FREES_MORE  64u /* of one operation at most */
#define INODES_MORE 8u
#define ROOM_WANTED 1024u /* free blocks below which freed ones are fetched */

bool txn_is_empty(const struct ext4_fs *fs)
{
    const struct txn *t = &fs->txn;

    return !t->bufs && !t->inodes && !t->nr_frees && !t->super &&
           t->groups == NO_GROUP;
}

/* Bitmaps that the frees will change at most. */
static uint32_t free_groups(const struct ext4_fs *fs)
{
    uint32_t n = fs->txn.nr_frees + FREES_MORE;

    return n < fs->groups ? n : fs->groups;
}

/*
 * Whether an operation of @blocks buffers would make it too large: buffers up
 * to the limit, blocks of inodes up to as many, and for the frees a bitmap and
 * a descriptor each.
 */
static bool is_full(const struct ext4_fs *fs, uint32_t blocks)
{
    const struct txn *t = &fs->txn;

    return t->nr_bufs + blocks > t->limit || free_groups(fs) > t->limit ||
           t->nr_frees + FREES_MORE > TXN_FREES ||
           t->nr_revokes + FREES_MORE > TXN_REVOKES ||
           (t->freed && fs->free_blocks < ROOM_WANTED);
}

/* Many inodes lie in one block: in there they count less. */
static int gather_inodes(struct ext4_fs *fs)
{
    int err = 0;

    if (fs->txn.nr_inodes + INODES_MORE > fs->txn.limit)
        err = inode_encode_all(fs);
    if (err)
        fs->failed = true;
    return err;
}

int txn_begin(struct ext4_fs *fs, uint32_t blocks)
{
    int err;

    if (fs->read_only)
        return -EROFS;
    if (fs->failed || fs->corrupt)
        return -EIO;
    err = gather_inodes(fs);
    if (err)
        return err;
    return is_full(fs, blocks) ? txn_commit(fs) : 0;
}

void txn_dirty(struct ext4_fs *fs, struct buf *b)
{
    struct txn *t = &fs->txn;

    b->flags |= BUF_HELD | BUF_CHANGED | BUF_META;
    if (b->listed)
        return;
    b->listed = true;
    b->pins++;
    b->next = t->bufs;
    t->bufs = b;
    t->nr_bufs++;
}

/* What was in a buffer is of no interest any more. */
static void drop_buffer(struct ext4_fs *fs, uint64_t block)
{
    struct buf *b = cache_find(&fs->cache, block);

    if (b)
        b->flags &= (uint16_t) ~(BUF_HELD | BUF_CHANGED | BUF_CHECKED);
}

void txn_free(struct ext4_fs *fs, uint64_t block, uint64_t count, bool meta)
{
    struct txn *t = &fs->txn;
    struct ext4_free *last = t->nr_frees ? &t->frees[t->nr_frees - 1] : NULL;

    if (!super_block_ok(fs, block, count)) {
        super_corrupt(fs, "a file has an impossible block", block);
        return;
    }
    for (uint64_t i = 0; meta && i < count; i++) {
        drop_buffer(fs, block + i);
        if (t->nr_revokes < TXN_REVOKES)
            t->revokes[t->nr_revokes++] = block + i;
    }
    cache_forget(&fs->cache, block, count);
    t->freed += count;
    if (last && last->start + last->count == block)
        last->count += count;
    else if (last && block + count == last->start)
        last->start = block, last->count += count;
    else if (t->nr_frees < TXN_FREES)
        t->frees[t->nr_frees++] = (struct ext4_free){block, count};
    else
        super_corrupt(fs, "a transaction frees too much", t->nr_frees);
}

/* Brings all that changed into buffers, with checksums. */
static int encode(struct ext4_fs *fs)
{
    int err = alloc_apply_frees(fs);

    if (!err)
        err = inode_encode_all(fs);
    if (!err)
        err = super_encode(fs);
    if (err || !fs->csum)
        return err;
    for (struct buf *b = fs->txn.bufs; b; b = b->next) {
        if ((b->flags & BUF_HELD) && b->kind != KIND_NONE)
            csum_set_block(fs, b);
    }
    return 0;
}

/* The disk has it all, or will never: buffers may go home, or stay. */
static void end(struct ext4_fs *fs)
{
    struct txn *t = &fs->txn;

    while (t->bufs) {
        struct buf *b = t->bufs;

        t->bufs = b->next;
        b->listed = false;
        b->flags &= (uint16_t)~BUF_HELD;
        cache_put(b);
    }
    t->nr_bufs = t->nr_frees = t->nr_revokes = 0;
    t->freed = 0;
    t->super = false;
    t->number++;
}

int txn_commit(struct ext4_fs *fs)
{
    int err;

    if (fs->failed || fs->corrupt)
        return -EIO;
    err = cache_write_back(&fs->cache, CACHE_DATA);
    if (err)
        return err;
    if (txn_is_empty(fs))
        return fs->disk->flush(fs->disk);
    err = encode(fs);
    if (!err)
        err = journal_commit(fs);
    if (!err) {
        end(fs);
        /* Only now nothing is held: all that was ever logged goes home. */
        err = journal_is_full(fs) ? journal_checkpoint(fs) : 0;
    }
    if (err)
        fs->failed = true;
    return err;
}

int txn_sync_data(struct ext4_inode *ip)
{
    struct ext4_fs *fs = ip->fs;
    int err;

    if (ip->changed_in == fs->txn.number || fs->failed || fs->corrupt)
        return txn_commit(fs);
    err = cache_write_back(&fs->cache, CACHE_DATA);
    return err ? err : fs->disk->flush(fs->disk);
}

/*
 * journal.c - the log of what changes, written before anything is changed.
 *
 * A commit writes copies of the transaction's buffers behind each other into
 * the log, flushes, and then the commit block, and flushes again: a crash
 * leaves a transaction whole or without its end, and then it never was. Only
 * afterwards the buffers may go to their places, whenever the cache likes.
 *
 * The log is used from its start to its end and then emptied by writing all
 * buffers to their places (a checkpoint): it never wraps around, and the disk
 * says where it starts once for every emptying. Logs of others may wrap, use
 * checksums and start anywhere; replay.c reads those. [EXT4 "Journal (jbd2)"]
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "fs/ext4/ext4.h"
#include "fs/machine.h"

#define be32    __builtin_bswap32
#define be64    __builtin_bswap64

#define LOG_MIN 1000u /* blocks: what mkfs.ext4 makes at least is 1024 */

uint64_t journal_at(const struct journal *j, uint32_t log, uint32_t *run)
{
    for (uint32_t i = 0; i < j->nr_runs; i++) {
        const struct log_run *r = &j->runs[i];

        if (log - r->log < r->len) {
            *run = r->len - (log - r->log);
            return r->start + (log - r->log);
        }
    }
    return 0;
}

/* Adds what @run says to the list, merged if it can be. */
static int add_run(struct journal *j, const struct ext4_run *run)
{
    struct log_run *last = j->nr_runs ? &j->runs[j->nr_runs - 1] : NULL, *more;

    if (last && last->start + last->len == run->start) {
        last->len += run->len;
        return 0;
    }
    more = realloc(j->runs, (j->nr_runs + 1) * sizeof(*more));
    if (!more)
        return -ENOMEM;
    j->runs = more;
    more[j->nr_runs++] = (struct log_run){run->start, run->block, run->len};
    return 0;
}

static int find_runs(struct ext4_fs *fs, struct ext4_inode *ip)
{
    uint32_t blocks = (uint32_t)(ip->size >> fs->block_shift);
    struct ext4_run run;
    int err = 0;

    for (uint32_t i = 0; !err && i < blocks; i += run.len) {
        err = map_find(ip, i, &run);
        if (!err && run.kind != RUN_WRITTEN)
            return -EIO;
        if (!err && run.len > blocks - i)
            run.len = blocks - i;
        if (!err)
            err = add_run(&fs->journal, &run);
    }
    return err;
}

/* Whether the log is one that is understood. */
static const char *check_super(const struct ext4_fs *fs, uint32_t blocks)
{
    const struct journal *j = &fs->journal;
    const struct journal_super *s = &j->super;
    const uint32_t known = JOURNAL_INCOMPAT_REVOKE | JOURNAL_INCOMPAT_64BIT |
                           JOURNAL_INCOMPAT_ASYNC_COMMIT |
                           JOURNAL_INCOMPAT_CSUM_V2 | JOURNAL_INCOMPAT_CSUM_V3;

    if (be32(s->header.magic) != JOURNAL_MAGIC ||
        be32(s->header.type) != JOURNAL_SUPER_V2)
        return "the journal is not one";
    if (s->feature_incompat & ~be32(known))
        return "the journal has a feature that is not supported";
    if (be32(s->block_size) != fs->block_size)
        return "the journal has blocks of another size";
    if (j->end > blocks || j->first == 0 || j->first >= j->end)
        return "the journal's bounds are wrong";
    if (be32(s->start) != 0 &&
        (be32(s->start) < j->first || be32(s->start) >= j->end))
        return "the journal's start is wrong";
    return NULL;
}

static int read_super(struct ext4_fs *fs)
{
    struct journal *j = &fs->journal;
    uint32_t run;
    uint64_t block = journal_at(j, 0, &run);
    struct buf *b;
    int err = block ? cache_get(&fs->cache, block, &b) : -EIO;

    if (err)
        return err;
    memcpy(&j->super, b->data, sizeof(j->super));
    cache_put(b);
    cache_forget(&fs->cache, block, 1);
    j->first = j->head = be32(j->super.first);
    j->end = be32(j->super.max_len);
    j->sequence = be32(j->super.sequence);
    return 0;
}

int journal_load(struct ext4_fs *fs, const char **why)
{
    struct journal *j = &fs->journal;
    struct ext4_inode *ip;
    uint32_t blocks;
    int err = inode_get(fs, fs->super.journal_inum, &ip);

    *why = "the journal cannot be read";
    if (err)
        return err;
    blocks = (uint32_t)(ip->size >> fs->block_shift);
    err = find_runs(fs, ip);
    vnode_put(&ip->vn);
    j->scratch = malloc(2 * (size_t)fs->block_size);
    if (!err && !j->scratch)
        err = -ENOMEM;
    if (!err)
        err = read_super(fs);
    if (err)
        return err;
    *why = check_super(fs, blocks);
    if (*why)
        return -EIO;
    if (!fs->read_only && j->end - j->first < LOG_MIN) {
        *why = "the journal is too small to be written";
        return -EIO;
    }
    return 0;
}

static int write_super(struct ext4_fs *fs, uint32_t start)
{
    struct journal *j = &fs->journal;
    uint32_t run;

    j->super.start = be32(start);
    j->super.sequence = be32(j->sequence);
    return disk_write(fs->disk, journal_at(j, 0, &run) << fs->block_shift,
                      &j->super, sizeof(j->super));
}

/* From now on the volume must be replayed, or checked if it has no log,
 * unless it is unmounted. */
static int open_log(struct ext4_fs *fs)
{
    struct journal *j = &fs->journal;
    bool wide = fs->super.feature_incompat & INCOMPAT_64BIT;
    struct ext4_super super;
    int err;

    j->tag_size = wide ? 12 : 8;
    j->super.feature_incompat =
        be32(JOURNAL_INCOMPAT_REVOKE | (wide ? JOURNAL_INCOMPAT_64BIT : 0));
    j->super.feature_compat = 0;
    j->super.checksum_type = 0;
    j->super.checksum = 0;
    err = disk_read(fs->disk, SUPER_OFFSET, &super, sizeof(super));
    if (err)
        return err;
    if (j->runs) {
        super.feature_incompat |= INCOMPAT_RECOVER;
        fs->super.feature_incompat |= INCOMPAT_RECOVER;
    } else {
        super.state &= (uint16_t)~SUPER_VALID;
        fs->super.state &= (uint16_t)~SUPER_VALID;
    }
    err = super_write(fs, &super);
    if (!err)
        err = fs->disk->flush(fs->disk);
    /* second: e2fsck wants a person where there is a log nobody speaks of */
    if (!err && j->runs)
        err = write_super(fs, j->first);
    if (!err && j->runs)
        err = fs->disk->flush(fs->disk);
    j->open = !err;
    return err;
}

/* Blocks on their way into the log: a descriptor and what it describes. */
struct log_out {
    struct ext4_fs *fs;
    struct disk_vec vec[DISK_VECS_MAX];
    uint32_t count;   /* of vec; the first is the descriptor */
    uint32_t filled;  /* bytes of the descriptor */
    bool has_escaped; /* the second scratch block is in use */
};

/* Writes @count blocks at the head of the log, which moves on. */
static int write_log(struct ext4_fs *fs, const struct disk_vec *vec,
                     uint32_t count)
{
    struct journal *j = &fs->journal;

    while (count) {
        uint32_t run = 0;
        uint64_t block = journal_at(j, j->head, &run);
        int err;

        if (j->head >= j->end || run == 0)
            return -EIO;
        if (run > count)
            run = count;
        err = fs->disk->write(fs->disk, block << fs->block_shift, vec, run);
        if (err)
            return err;
        j->head += run;
        vec += run;
        count -= run;
    }
    return 0;
}

static void start_block(struct ext4_fs *fs, uint32_t type)
{
    struct journal *j = &fs->journal;
    struct journal_header *h = (struct journal_header *)(void *)j->scratch;

    memset(j->scratch, 0, fs->block_size);
    *h = (struct journal_header){be32(JOURNAL_MAGIC), be32(type),
                                 be32(j->sequence)};
}

static void start_chunk(struct log_out *o)
{
    start_block(o->fs, JOURNAL_DESCRIPTOR);
    o->vec[0] = (struct disk_vec){o->fs->journal.scratch, o->fs->block_size};
    o->count = 1;
    o->filled = sizeof(struct journal_header);
    o->has_escaped = false;
}

/* The last tag says so. */
static int write_chunk(struct log_out *o)
{
    const struct journal *j = &o->fs->journal;
    /* behind the first tag stand 16 bytes of UUID */
    uint32_t at =
        o->count == 2 ? o->filled - j->tag_size - 16 : o->filled - j->tag_size;
    struct journal_tag *last = (struct journal_tag *)(void *)(j->scratch + at);

    if (o->count == 1)
        return 0;
    last->flags |= __builtin_bswap16(TAG_LAST);
    return write_log(o->fs, o->vec, o->count);
}

/* A block that begins as those of the log do goes in with zeros there. */
static uint8_t *escape(struct log_out *o, const uint8_t *data)
{
    uint8_t *copy = o->fs->journal.scratch + o->fs->block_size;

    memcpy(copy, data, o->fs->block_size);
    memset(copy, 0, sizeof(uint32_t));
    o->has_escaped = true;
    return copy;
}

static int put_block(struct log_out *o, struct buf *b)
{
    struct journal *j = &o->fs->journal;
    uint32_t magic = be32(JOURNAL_MAGIC);
    bool escaped = memcmp(b->data, &magic, sizeof(magic)) == 0;
    struct journal_tag tag = {.block = be32((uint32_t)b->block),
                              .block_hi = be32((uint32_t)(b->block >> 32))};

    if (o->count == DISK_VECS_MAX || (escaped && o->has_escaped) ||
        o->filled + j->tag_size + 16 > o->fs->block_size) {
        int err = write_chunk(o);

        if (err)
            return err;
        start_chunk(o);
    }
    tag.flags = __builtin_bswap16((escaped ? TAG_ESCAPE : 0) |
                                  (o->count > 1 ? TAG_SAME_UUID : 0));
    memcpy(j->scratch + o->filled, &tag, j->tag_size);
    o->filled += j->tag_size + (o->count == 1 ? 16 : 0);
    o->vec[o->count++] = (struct disk_vec){
        escaped ? escape(o, b->data) : b->data, o->fs->block_size};
    return 0;
}

static int write_buffers(struct ext4_fs *fs)
{
    struct log_out o = {.fs = fs};
    int err = 0;

    start_chunk(&o);
    for (struct buf *b = fs->txn.bufs; !err && b; b = b->next) {
        if (b->flags & BUF_HELD)
            err = put_block(&o, b);
    }
    return err ? err : write_chunk(&o);
}

static int write_revokes(struct ext4_fs *fs)
{
    struct journal *j = &fs->journal;
    struct journal_revoke *head = (struct journal_revoke *)(void *)j->scratch;
    bool wide = j->tag_size == 12;
    uint32_t size = wide ? 8 : 4;
    uint32_t fit = (fs->block_size - sizeof(*head)) / size;
    struct disk_vec vec = {j->scratch, fs->block_size};
    int err = 0;

    for (uint32_t i = 0, n; !err && i < fs->txn.nr_revokes; i += n) {
        uint8_t *p = j->scratch + sizeof(*head);

        n = fs->txn.nr_revokes - i;
        if (n > fit)
            n = fit;
        start_block(fs, JOURNAL_REVOKE);
        head->bytes = be32(sizeof(*head) + n * size);
        for (uint32_t k = 0; k < n; k++, p += size) {
            uint64_t block = be64(fs->txn.revokes[i + k]);

            memcpy(p, (uint8_t *)&block + (wide ? 0 : 4), size);
        }
        err = write_log(fs, &vec, 1);
    }
    return err;
}

static int write_commit(struct ext4_fs *fs)
{
    struct journal *j = &fs->journal;
    struct journal_commit *c = (struct journal_commit *)(void *)j->scratch;
    struct disk_vec vec = {j->scratch, fs->block_size};
    vtime_t now;

    start_block(fs, JOURNAL_COMMIT);
    if (machine_time(&now)) {
        c->seconds = be64((uint64_t)(now / 1000000000));
        c->nanoseconds = be32((uint32_t)(now % 1000000000));
    }
    return write_log(fs, &vec, 1);
}

/* Without a log: straight to their places. */
static int commit_unlogged(struct ext4_fs *fs)
{
    int err;

    for (struct buf *b = fs->txn.bufs; b; b = b->next)
        b->flags &= (uint16_t)~BUF_HELD;
    err = cache_write_back(&fs->cache, CACHE_ALL);
    return err ? err : fs->disk->flush(fs->disk);
}

int journal_commit(struct ext4_fs *fs)
{
    struct journal *j = &fs->journal;
    int err = j->open ? 0 : open_log(fs);

    if (!err && !j->runs)
        return commit_unlogged(fs);
    if (!err)
        err = write_revokes(fs);
    if (!err)
        err = write_buffers(fs);
    if (!err)
        err = fs->disk->flush(fs->disk);
    if (!err)
        err = write_commit(fs);
    if (!err)
        err = fs->disk->flush(fs->disk);
    if (!err)
        j->sequence++;
    return err;
}

/* Transactions are limited so that each fits into half of the log. */
bool journal_is_full(const struct ext4_fs *fs)
{
    const struct journal *j = &fs->journal;

    return j->runs && j->head - j->first > (j->end - j->first) / 2;
}

int journal_checkpoint(struct ext4_fs *fs)
{
    struct journal *j = &fs->journal;
    int err = cache_write_back(&fs->cache, CACHE_ALL);

    if (!err)
        err = fs->disk->flush(fs->disk);
    if (err || !j->runs)
        return err;
    j->head = j->first;
    err = write_super(fs, j->first);
    return err ? err : fs->disk->flush(fs->disk);
}

int journal_empty(struct ext4_fs *fs)
{
    struct journal *j = &fs->journal;
    int err = j->runs ? write_super(fs, 0) : 0;

    if (!err)
        err = fs->disk->flush(fs->disk);
    if (err)
        return err;
    fs->super.feature_incompat &= ~(uint32_t)INCOMPAT_RECOVER;
    fs->super.state |= SUPER_VALID;
    err = super_write(fs, &fs->super);
    j->open = false;
    return err ? err : fs->disk->flush(fs->disk);
}

int journal_close(struct ext4_fs *fs)
{
    int err;

    if (!fs->journal.open)
        return 0;
    err = cache_write_back(&fs->cache, CACHE_ALL);
    if (!err)
        err = fs->disk->flush(fs->disk);
    if (err)
        return err;
    fs->super.free_blocks_count_lo = (uint32_t)fs->free_blocks;
    fs->super.free_blocks_count_hi = (uint32_t)(fs->free_blocks >> 32);
    fs->super.free_inodes_count = fs->free_inodes;
    return journal_empty(fs);
}

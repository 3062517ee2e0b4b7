/*
 * replay.c - after a crash: brings what was committed to its place.
 *
 * Three walks over the log, as [EXT4 "Journal (jbd2)"] has it: how far whole
 * transactions go; which blocks were revoked, that is, freed after they were
 * logged, and in which transaction last; and the copying. A log may begin
 * anywhere and wrap around; its sequence numbers say where it ends. What it
 * says is checked: a block outside the volume is an error, not a crash.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "fs/ext4/ext4.h"

#define be16 __builtin_bswap16
#define be32 __builtin_bswap32
#define be64 __builtin_bswap64

struct revoked {
    uint64_t block;
    uint32_t sequence;
};

struct replay {
    struct ext4_fs *fs;
    enum { SCAN, REVOKES, COPY } pass;
    uint32_t pos, sequence;
    uint32_t end; /* the first sequence that is not whole */
    uint32_t tag_size;
    bool wide, has_csum, is_v3;
    struct revoked *revoked; /* sorted after the second walk */
    uint32_t nr_revoked, room;
};

/* Sequence numbers wrap. */
static bool is_before(uint32_t a, uint32_t b)
{
    return (int32_t)(a - b) < 0;
}

static void step(struct replay *r)
{
    const struct journal *j = &r->fs->journal;

    if (++r->pos >= j->end)
        r->pos = j->first;
}

static int get_log(struct replay *r, struct buf **b)
{
    uint32_t run;
    uint64_t block = journal_at(&r->fs->journal, r->pos, &run);

    return block ? cache_get(&r->fs->cache, block, b) : -EIO;
}

static int add_revoked(struct replay *r, uint64_t block)
{
    if (r->nr_revoked == r->room) {
        uint32_t room = r->room ? r->room * 2 : 256;
        struct revoked *more = realloc(r->revoked, room * sizeof(*more));

        if (!more)
            return -ENOMEM;
        r->revoked = more;
        r->room = room;
    }
    r->revoked[r->nr_revoked++] = (struct revoked){block, r->sequence};
    return 0;
}

static int read_revokes(struct replay *r, const struct buf *b)
{
    const struct journal_revoke *head =
        (const struct journal_revoke *)(void *)b->data;
    uint32_t size = r->wide ? 8 : 4, end = be32(head->bytes);
    int err = 0;

    if (end > r->fs->block_size)
        return -EIO;
    for (uint32_t at = sizeof(*head); !err && at + size <= end; at += size) {
        uint64_t block = 0;

        memcpy((uint8_t *)&block + (r->wide ? 0 : 4), b->data + at, size);
        err = add_revoked(r, be64(block));
    }
    return err;
}

static int by_block(const void *a, const void *b)
{
    const struct revoked *x = a, *y = b;

    if (x->block != y->block)
        return x->block < y->block ? -1 : 1;
    return x->sequence == y->sequence            ? 0
           : is_before(x->sequence, y->sequence) ? -1
                                                 : 1;
}

/* The last sequence that revokes @block; false if none does. */
static bool is_revoked(const struct replay *r, uint64_t block)
{
    uint32_t low = 0, high = r->nr_revoked;

    while (low < high) {
        uint32_t mid = low + (high - low) / 2;

        if (r->revoked[mid].block <= block)
            low = mid + 1;
        else
            high = mid;
    }
    return low > 0 && r->revoked[low - 1].block == block &&
           !is_before(r->revoked[low - 1].sequence, r->sequence);
}

/* Copies the block at r->pos to @block. */
static int copy_block(struct replay *r, uint64_t block, uint32_t flags)
{
    uint32_t magic = be32(JOURNAL_MAGIC);
    struct buf *from, *to;
    int err;

    if (is_revoked(r, block))
        return 0;
    if (block >= r->fs->blocks)
        return -EIO;
    err = get_log(r, &from);
    if (err)
        return err;
    err = cache_get_new(&r->fs->cache, block, &to);
    if (!err) {
        memcpy(to->data, from->data, r->fs->block_size);
        if (flags & TAG_ESCAPE)
            memcpy(to->data, &magic, sizeof(magic));
        cache_changed(to);
        cache_put(to);
    }
    cache_put(from);
    return err;
}

struct tag {
    uint64_t block;
    uint32_t flags;
};

static struct tag read_tag(const struct replay *r, const uint8_t *at)
{
    struct journal_tag3 tag3 = {0};
    struct journal_tag tag = {0};
    struct tag out;

    if (r->is_v3) {
        memcpy(&tag3, at, sizeof(tag3));
        out = (struct tag){be32(tag3.block), be32(tag3.flags)};
        tag.block_hi = tag3.block_hi;
    } else {
        memcpy(&tag, at, r->wide ? 12 : 8);
        out = (struct tag){be32(tag.block), be16(tag.flags)};
    }
    if (r->wide)
        out.block |= (uint64_t)be32(tag.block_hi) << 32;
    return out;
}

/* A descriptor: for each tag in it a block follows in the log. */
static int read_descriptor(struct replay *r, const struct buf *b)
{
    uint32_t at = sizeof(struct journal_header);
    uint32_t end = r->fs->block_size - (r->has_csum ? 4 : 0);
    int err = 0;

    while (!err && at + r->tag_size <= end) {
        struct tag tag = read_tag(r, b->data + at);

        at += r->tag_size + (tag.flags & TAG_SAME_UUID ? 0 : 16);
        step(r);
        if (r->pass == COPY)
            err = copy_block(r, tag.block, tag.flags);
        if (tag.flags & TAG_LAST)
            break;
    }
    return err;
}

/* One block of the log, and what it describes. *more: the next one may be of
 * the log too. */
static int walk_block(struct replay *r, bool *more)
{
    const struct journal_header *h;
    struct buf *b;
    int err = get_log(r, &b);

    *more = false;
    if (err)
        return err;
    h = (const struct journal_header *)(void *)b->data;
    if (h->magic == be32(JOURNAL_MAGIC) && h->sequence == be32(r->sequence)) {
        uint32_t type = be32(h->type);

        *more = true;
        if (type == JOURNAL_DESCRIPTOR)
            err = read_descriptor(r, b);
        else if (type == JOURNAL_REVOKE && r->pass == REVOKES)
            err = read_revokes(r, b);
        else if (type == JOURNAL_COMMIT)
            r->sequence++;
        else if (type != JOURNAL_REVOKE)
            *more = false;
    }
    cache_put(b);
    return err;
}

/* No log has more transactions than blocks, so that no walk is longer. */
static int walk(struct replay *r)
{
    const struct journal *j = &r->fs->journal;
    uint32_t left = j->end - j->first;
    bool more = true;
    int err = 0;

    r->pos = be32(j->super.start);
    r->sequence = j->sequence;
    while (!err && more && left-- > 0 &&
           (r->pass == SCAN || r->sequence != r->end)) {
        err = walk_block(r, &more);
        step(r);
    }
    return err;
}

static int replay(struct replay *r)
{
    int err;

    r->pass = SCAN;
    err = walk(r);
    if (err)
        return err;
    r->end = r->sequence;
    r->pass = REVOKES;
    err = walk(r);
    if (err)
        return err;
    if (r->nr_revoked)
        qsort(r->revoked, r->nr_revoked, sizeof(*r->revoked), by_block);
    r->pass = COPY;
    return walk(r);
}

/* The journal says that it is empty, then the volume. */
static int finish(struct ext4_fs *fs, uint32_t sequence)
{
    struct journal *j = &fs->journal;
    int err;

    j->sequence = sequence;
    j->open = true;
    err = disk_read(fs->disk, SUPER_OFFSET, &fs->super, sizeof(fs->super));
    if (err)
        return err;
    j->super.sequence = be32(sequence);
    j->super.start = 0;
    j->super.feature_incompat &=
        ~be32(JOURNAL_INCOMPAT_CSUM_V2 | JOURNAL_INCOMPAT_CSUM_V3);
    j->super.checksum_type = 0;
    j->super.checksum = 0;
    return journal_empty(fs);
}

int journal_replay(struct ext4_fs *fs, const char **why)
{
    const struct journal *j = &fs->journal;
    uint32_t features = be32(j->super.feature_incompat);
    struct replay r = {.fs = fs};
    int err = 0;

    r.wide = features & JOURNAL_INCOMPAT_64BIT;
    r.is_v3 = features & JOURNAL_INCOMPAT_CSUM_V3;
    r.has_csum = r.is_v3 || (features & JOURNAL_INCOMPAT_CSUM_V2);
    r.tag_size = r.is_v3 ? 16 : r.wide ? 12 : 8;
    if (r.has_csum && !r.is_v3)
        r.tag_size += 2;
    r.sequence = j->sequence;
    if (be32(j->super.start) != 0)
        err = replay(&r);
    free(r.revoked);
    if (!err)
        err = cache_write_back(&fs->cache, CACHE_ALL);
    if (!err)
        err = fs->disk->flush(fs->disk);
    if (!err)
        err = finish(fs, r.sequence + 1);
    *why = "the journal could not be replayed";
    return err;
}

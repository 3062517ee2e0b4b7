/*
 * cache.c - blocks of a disk in memory, written back late.
 *
 * All buffers are in one list by use and, if they hold a block, in a hash
 * table by its number.
 */
#include "fs/cache.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define NO_BLOCK  UINT64_MAX
#define BATCH_MAX 256 /* written at once when a changed buffer must go */

/* One list with its head in it: lru.newer is the oldest. */
static void unlink_lru(struct buf *b)
{
    b->newer->older = b->older;
    b->older->newer = b->newer;
}

static void make_newest(struct cache *c, struct buf *b)
{
    b->older = c->lru.older;
    b->newer = &c->lru;
    b->older->newer = b;
    c->lru.older = b;
}

static void make_oldest(struct cache *c, struct buf *b)
{
    b->newer = c->lru.newer;
    b->older = &c->lru;
    b->newer->older = b;
    c->lru.newer = b;
}

static struct buf **bucket_of(const struct cache *c, uint64_t block)
{
    /* Fibonacci hashing: a run of blocks spreads evenly. */
    return &c->hash[(block * UINT64_C(0x9e3779b97f4a7c15) >> 32) &
                    (c->buckets - 1)];
}

struct buf *cache_find(const struct cache *c, uint64_t block)
{
    struct buf *b = *bucket_of(c, block);

    while (b && b->block != block)
        b = b->same_hash;
    return b;
}

static void drop_hash(struct cache *c, struct buf *b)
{
    struct buf **link = bucket_of(c, b->block);

    while (*link != b)
        link = &(*link)->same_hash;
    *link = b->same_hash;
}

/* Makes @b hold nothing. */
static void empty(struct cache *c, struct buf *b)
{
    if (b->block == NO_BLOCK)
        return;
    drop_hash(c, b);
    b->block = NO_BLOCK;
    b->flags = b->kind = 0;
    unlink_lru(b);
    make_oldest(c, b);
}

int cache_init(struct cache *c, struct disk *disk, uint32_t block_size,
               uint32_t count)
{
    *c = (struct cache){.disk = disk, .block_size = block_size};
    c->blocks = disk->size / block_size;
    c->count = count;
    for (c->buckets = 16; c->buckets < count; c->buckets *= 2)
        ;
    c->bufs = calloc(count, sizeof(*c->bufs));
    c->hash = calloc(c->buckets, sizeof(*c->hash));
    c->order = calloc(count, sizeof(*c->order));
    c->memory = aligned_alloc(4096, ((size_t)count * block_size + 4095) &
                                        ~(size_t)4095);
    if (!c->bufs || !c->hash || !c->order || !c->memory) {
        cache_free(c);
        return -ENOMEM;
    }
    c->lru.newer = c->lru.older = &c->lru;
    for (uint32_t i = 0; i < count; i++) {
        c->bufs[i].block = NO_BLOCK;
        c->bufs[i].data = c->memory + (size_t)i * block_size;
        make_newest(c, &c->bufs[i]);
    }
    return 0;
}

void cache_free(struct cache *c)
{
    free(c->bufs);
    free(c->hash);
    free(c->order);
    free(c->memory);
    *c = (struct cache){0};
}

static int by_block(const void *a, const void *b)
{
    uint64_t x = (*(struct buf *const *)a)->block;
    uint64_t y = (*(struct buf *const *)b)->block;

    return x < y ? -1 : x > y;
}

/* Writes the run at the start of @order; *done is its length. */
static int write_run(struct cache *c, struct buf **order, uint32_t n,
                     uint32_t *done)
{
    struct disk_vec vec[DISK_VECS_MAX];
    uint32_t len = 0;
    int err;

    do {
        vec[len] = (struct disk_vec){order[len]->data, c->block_size};
        len++;
    } while (len < n && len < DISK_VECS_MAX &&
             order[len]->block == order[0]->block + len);
    err = c->disk->write(c->disk, order[0]->block * c->block_size, vec, len);
    for (uint32_t i = 0; !err && i < len; i++)
        order[i]->flags &= (uint16_t)~BUF_CHANGED;
    *done = len;
    return err;
}

/* Writes the first @n of c->order; goes on after an error, which it returns. */
static int write_order(struct cache *c, uint32_t n)
{
    int result = 0;

    qsort(c->order, n, sizeof(struct buf *), by_block);
    for (uint32_t i = 0, len; i < n; i += len) {
        int err = write_run(c, c->order + i, n - i, &len);

        if (err)
            result = err;
    }
    return result;
}

static bool may_write(const struct buf *b)
{
    return (b->flags & (BUF_CHANGED | BUF_HELD)) == BUF_CHANGED;
}

int cache_write_back(struct cache *c, enum cache_which which)
{
    uint32_t n = 0;

    for (uint32_t i = 0; i < c->count; i++) {
        struct buf *b = &c->bufs[i];

        if (may_write(b) && (which == CACHE_ALL || !(b->flags & BUF_META)))
            c->order[n++] = b;
    }
    return n ? write_order(c, n) : 0;
}

/* The least recently used ones that are changed: one must give way. */
static int write_oldest(struct cache *c)
{
    uint32_t n = 0;

    for (struct buf *b = c->lru.newer; b != &c->lru && n < BATCH_MAX;
         b = b->newer) {
        if (may_write(b))
            c->order[n++] = b;
    }
    return write_order(c, n);
}

/* A buffer that may take another block. */
static int find_victim(struct cache *c, struct buf **out)
{
    struct buf *b = c->lru.newer;

    for (uint32_t i = 0; i < c->count; i++) {
        struct buf *next = b->newer;

        if (!b->pins && may_write(b)) {
            int err = write_oldest(c);

            if (err)
                return err;
        }
        if (!b->pins && !(b->flags & (BUF_HELD | BUF_CHANGED))) {
            *out = b;
            return 0;
        }
        unlink_lru(b);
        make_newest(c, b);
        b = next == &c->lru ? c->lru.newer : next;
    }
    return -ENOMEM;
}

/* A pinned buffer for @block, which has none. */
static int make(struct cache *c, uint64_t block, struct buf **out)
{
    struct buf *b, **bucket;
    int err = find_victim(c, &b);

    if (err)
        return err;
    if (b->block != NO_BLOCK)
        drop_hash(c, b);
    b->block = block;
    b->flags = b->kind = 0;
    b->pins = 1;
    bucket = bucket_of(c, block);
    b->same_hash = *bucket;
    *bucket = b;
    unlink_lru(b);
    make_newest(c, b);
    *out = b;
    return 0;
}

/* The buffer of @block, pinned, whatever is in it. */
static int take(struct cache *c, uint64_t block, struct buf **out)
{
    struct buf *b = cache_find(c, block);

    if (!b)
        return block < c->blocks ? make(c, block, out) : -EIO;
    b->pins++;
    if (c->lru.older != b) {
        unlink_lru(b);
        make_newest(c, b);
    }
    *out = b;
    return 0;
}

int cache_get(struct cache *c, uint64_t block, struct buf **out)
{
    struct buf *b;
    int err = take(c, block, &b);

    if (err)
        return err;
    if (!(b->flags & BUF_VALID)) {
        err = disk_read(c->disk, block * c->block_size, b->data, c->block_size);
        if (err) {
            b->pins--;
            if (!b->pins)
                empty(c, b);
            return err;
        }
        b->flags |= BUF_VALID;
    }
    *out = b;
    return 0;
}

int cache_get_new(struct cache *c, uint64_t block, struct buf **out)
{
    int err = take(c, block, out);

    if (!err)
        (*out)->flags |= BUF_VALID;
    return err;
}

void cache_forget(struct cache *c, uint64_t block, uint64_t count)
{
    if (count > c->count) {
        for (uint32_t i = 0; i < c->count; i++) {
            struct buf *b = &c->bufs[i];

            if (b->block != NO_BLOCK && b->block - block < count && !b->pins)
                empty(c, b);
        }
        return;
    }
    for (uint64_t i = 0; i < count; i++) {
        struct buf *b = cache_find(c, block + i);

        if (b && !b->pins)
            empty(c, b);
    }
}

void cache_fill(struct cache *c, uint64_t block, uint32_t count)
{
    struct disk_vec vec[DISK_VECS_MAX];
    struct buf *b[DISK_VECS_MAX];
    uint32_t n = 0, limit = c->count / 4;
    int err;

    while (n < count && n < limit && n < DISK_VECS_MAX &&
           block + n < c->blocks && !cache_find(c, block + n)) {
        if (make(c, block + n, &b[n]))
            break;
        vec[n] = (struct disk_vec){b[n]->data, c->block_size};
        n++;
    }
    if (n == 0)
        return;
    err = c->disk->read(c->disk, block * c->block_size, vec, n);
    while (n-- > 0) {
        b[n]->pins--;
        if (err)
            empty(c, b[n]);
        else
            b[n]->flags |= BUF_VALID;
    }
}

int cache_read_past(struct cache *c, uint64_t block, uint64_t count, void *mem)
{
    if (block >= c->blocks || count > c->blocks - block)
        return -EIO;
    return disk_read(c->disk, block * c->block_size, mem,
                     count * c->block_size);
}

int cache_write_past(struct cache *c, uint64_t block, uint64_t count,
                     const void *mem)
{
    if (block >= c->blocks || count > c->blocks - block)
        return -EIO;
    cache_forget(c, block, count);
    return disk_write(c->disk, block * c->block_size, mem,
                      count * c->block_size);
}

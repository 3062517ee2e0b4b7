/*
 * cache.h - blocks of a disk in memory, written back late.
 *
 * A fixed number of buffers, made once: nothing is allocated afterwards. The
 * least recently used one gives way. A changed buffer is written when it must
 * give way or when cache_write_back() says so, in the order of the disk and
 * in runs; but never while BUF_HELD says that something else must be on the
 * disk first (fs/ext4/journal.c).
 *
 * Errors are those of the disk: -EIO. A buffer that could not be written
 * stays changed, so that the next try may succeed.
 */
#pragma once

#include "fs/disk.h"

enum {
    BUF_VALID = 1 << 0,   /* has the disk's contents, or newer */
    BUF_CHANGED = 1 << 1, /* newer */
    BUF_META = 1 << 2,    /* CACHE_DATA leaves it alone */
    BUF_HELD = 1 << 3,    /* not to be written now */
    BUF_CHECKED = 1 << 4, /* the user's: contents were found good */
};

struct buf {
    uint64_t block;
    uint8_t *data;
    uint32_t pins;
    uint16_t flags;
    uint16_t kind;    /* the user's, 0 when read */
    uint32_t owner;   /* the user's too */
    struct buf *next; /* the user's: a list of held ones */
    bool listed;      /* ... and whether it is in it */
    struct buf *same_hash, *newer, *older;
};

struct cache {
    struct disk *disk;
    uint32_t block_size;
    uint64_t blocks; /* on the disk */
    uint32_t count;  /* of buffers */
    uint32_t buckets;
    struct buf *bufs, **hash, **order;
    struct buf lru; /* newer: the least recent one; older: the most recent */
    uint8_t *memory;
};

/*
 * cache_init - a cache of @count buffers (at least 16) over @disk.
 *
 * Returns 0, -ENOMEM. cache_free() gives the memory back; what is changed
 * and not written is lost.
 */
int cache_init(struct cache *c, struct disk *disk, uint32_t block_size,
               uint32_t count);
void cache_free(struct cache *c);

/*
 * cache_get - the buffer of @block, read if need be, and pinned.
 *
 * -EIO also if @block is not on the disk; -ENOMEM if every buffer is in use.
 * cache_put() unpins.
 */
int cache_get(struct cache *c, uint64_t block, struct buf **out);

/* cache_get_new - the same, but its contents do not matter: not read. */
int cache_get_new(struct cache *c, uint64_t block, struct buf **out);

/* cache_find - the buffer if there is one, not pinned; NULL. */
struct buf *cache_find(const struct cache *c, uint64_t block);

static inline void cache_put(struct buf *b)
{
    if (b)
        b->pins--;
}

/* cache_changed - @b, pinned, is newer than the disk now. */
static inline void cache_changed(struct buf *b)
{
    b->flags |= BUF_CHANGED;
}

/* cache_forget - the contents of @count blocks do not matter any more. */
void cache_forget(struct cache *c, uint64_t block, uint64_t count);

/* cache_fill - read what is missing of @count blocks, as far as one request
 * goes; errors show when the blocks are asked for. */
void cache_fill(struct cache *c, uint64_t block, uint32_t count);

/* cache_read_past, cache_write_past - @count blocks straight between the
 * disk and @mem; none of them may be cached for the former, and the latter
 * forgets those that are. */
int cache_read_past(struct cache *c, uint64_t block, uint64_t count, void *mem);
int cache_write_past(struct cache *c, uint64_t block, uint64_t count,
                     const void *mem);

enum cache_which { CACHE_DATA, CACHE_ALL };

/* cache_write_back - write what is changed and not held. No flush. */
int cache_write_back(struct cache *c, enum cache_which which);

/*
 * dir_index.c - the names of a directory in memory: hashes and places.
 *
 * Made by one walk over the directory when a name is first looked for, kept
 * right with each change, gone with the inode. It also knows the largest gap
 * of each block, so that a new name is put without looking. Without memory
 * for it the directory is searched entry by entry.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "fs/ext4/ext4.h"

#define FIRST_SLOTS 64u
#define ENTRIES_MAX (1u << 20) /* 16 MiB of slots */
#define GONE        UINT32_MAX /* offset of a slot that was in use */

struct slot {
    uint32_t hash;
    uint32_t block;
    uint32_t offset; /* 0: free; no name is there but "." */
};

struct dir_index {
    struct slot *slots;
    uint16_t *gaps;
    uint32_t size, used; /* slots; with those gone */
    uint32_t blocks, blocks_room;
    uint32_t first_gap; /* no block before it has room for a short name */
};

#define SHORT_NAME 20u /* bytes of an entry of 12 characters */

/* FNV-1a, 32 bits [RFC 9923]. */
static uint32_t hash_of(struct vname name)
{
    uint32_t hash = 2166136261u;

    for (size_t i = 0; i < name.len; i++)
        hash = (hash ^ (uint8_t)name.start[i]) * 16777619u;
    return hash;
}

void dir_index_free(struct ext4_inode *dir)
{
    if (!dir->index)
        return;
    free(dir->index->slots);
    free(dir->index->gaps);
    free(dir->index);
    dir->index = NULL;
}

static void put(struct dir_index *x, struct slot slot)
{
    uint32_t i = slot.hash & (x->size - 1);

    while (x->slots[i].offset)
        i = (i + 1) & (x->size - 1);
    x->slots[i] = slot;
    x->used++;
}

/* Twice as many slots if there are too few; those gone are left out. */
static bool grow(struct dir_index *x)
{
    uint32_t size = x->size, live = 0;
    struct slot *old = x->slots;

    if (x->used < size - size / 4)
        return true;
    for (uint32_t i = 0; i < size; i++)
        live += old[i].offset && old[i].offset != GONE;
    if (live >= ENTRIES_MAX)
        return false;
    if (live > size / 2)
        size *= 2;
    x->slots = calloc(size, sizeof(*x->slots));
    if (!x->slots) {
        x->slots = old;
        return false;
    }
    x->used = 0;
    for (uint32_t i = 0, n = x->size; i < n; i++) {
        if (i == 0)
            x->size = size;
        if (old[i].offset && old[i].offset != GONE)
            put(x, old[i]);
    }
    free(old);
    return true;
}

static bool set_gap(struct dir_index *x, uint32_t n, uint32_t gap)
{
    if (n >= x->blocks_room) {
        uint32_t room = n < 8 ? 16 : n * 2;
        uint16_t *gaps = realloc(x->gaps, room * sizeof(*gaps));

        if (!gaps)
            return false;
        x->gaps = gaps;
        x->blocks_room = room;
    }
    while (x->blocks <= n)
        x->gaps[x->blocks++] = 0;
    x->gaps[n] = (uint16_t)gap;
    if (gap >= SHORT_NAME && n < x->first_gap)
        x->first_gap = n;
    return true;
}

static bool add_block(struct ext4_inode *dir, uint32_t n, struct buf *b)
{
    struct dir_index *x = dir->index;
    uint32_t at = 0, gap_at;

    while (at < dir->fs->block_size) {
        const struct ext4_dirent *e =
            (const struct ext4_dirent *)(void *)(b->data + at);
        struct vname name = {e->name, e->name_len};

        if (e->inode && (n || at)) {
            if (!grow(x))
                return false;
            put(x, (struct slot){hash_of(name), n, at ? at : 1});
        }
        at += e->rec_len;
    }
    return set_gap(x, n, dir_gap(dir->fs, b->data, &gap_at));
}

static int fill(struct ext4_inode *dir)
{
    uint32_t blocks = (uint32_t)(dir->size >> dir->fs->block_shift);

    for (uint32_t n = 0; n < blocks; n++) {
        struct buf *b;
        bool ok;
        int err = dir_block(dir, n, &b);

        if (err)
            return err;
        ok = add_block(dir, n, b);
        cache_put(b);
        if (!ok)
            return -ENOMEM;
    }
    return 0;
}

static int make(struct ext4_inode *dir)
{
    struct dir_index *x = calloc(1, sizeof(*x));
    int err;

    if (!x)
        return -ENOMEM;
    dir->index = x;
    x->first_gap = UINT32_MAX;
    x->size = FIRST_SLOTS;
    x->slots = calloc(x->size, sizeof(*x->slots));
    err = x->slots ? fill(dir) : -ENOMEM;
    if (err)
        dir_index_free(dir);
    return err;
}

/* An offset of 0 is an entry's at a block's start: kept as 1. */
int dir_index_find(struct ext4_inode *dir, struct vname name, uint32_t *probe,
                   struct dir_place *place)
{
    uint32_t hash = hash_of(name);
    const struct dir_index *x;
    int err = dir->index ? 0 : make(dir);

    if (err)
        return err;
    x = dir->index;
    for (; *probe < x->size; ++*probe) {
        const struct slot *s = &x->slots[(hash + *probe) & (x->size - 1)];

        if (!s->offset)
            return -ENOENT;
        if (s->hash == hash && s->offset != GONE) {
            *place = (struct dir_place){s->block, s->offset & ~1u};
            ++*probe;
            return 0;
        }
    }
    return -ENOENT;
}

void dir_index_add(struct ext4_inode *dir, struct vname name,
                   struct dir_place place)
{
    struct dir_index *x = dir->index;

    if (!x)
        return;
    if (grow(x))
        put(x, (struct slot){hash_of(name), place.block,
                             place.offset ? place.offset : 1});
    else
        dir_index_free(dir);
}

void dir_index_remove(struct ext4_inode *dir, struct vname name,
                      struct dir_place place)
{
    uint32_t hash = hash_of(name);
    struct dir_index *x = dir->index;

    for (uint32_t i = 0; x && i < x->size; i++) {
        struct slot *s = &x->slots[(hash + i) & (x->size - 1)];

        if (!s->offset)
            break;
        if (s->hash == hash && s->offset != GONE && s->block == place.block &&
            (s->offset & ~1u) == place.offset) {
            s->offset = GONE;
            break;
        }
    }
}

void dir_index_gap(struct ext4_inode *dir, uint32_t n, uint32_t gap)
{
    if (dir->index && !set_gap(dir->index, n, gap))
        dir_index_free(dir);
}

int dir_index_room(struct ext4_inode *dir, uint32_t need, uint32_t *n)
{
    struct dir_index *x;
    int err = dir->index ? 0 : make(dir);

    if (err)
        return err;
    x = dir->index;
    while (x->first_gap < x->blocks && x->gaps[x->first_gap] < SHORT_NAME)
        x->first_gap++;
    for (*n = x->first_gap; *n < x->blocks; ++*n) {
        if (x->gaps[*n] >= need)
            return 0;
    }
    return -ENOSPC;
}

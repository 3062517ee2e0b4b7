/*
 * extent_tree.h - the tree of extents, as extent.c and extent_change.c know
 * it.
 */
#pragma once

#include "fs/ext4/ext4.h"

#define ROOT_MAX          4
#define LEN_UNWRITTEN_MAX (EXTENT_LEN_MAX - 1)

/* One level of the way from the root to a leaf. */
struct level {
    struct buf *buf; /* NULL: the root */
    struct ext4_extent_header *head;
    int at; /* the entry taken; -1: all are behind the block sought */
};

struct path {
    struct level level[EXTENT_DEPTH_MAX + 1];
    int depth; /* the leaf's level */
};

static inline struct ext4_extent *leaf_of(const struct level *l)
{
    return (struct ext4_extent *)(void *)(l->head + 1);
}

static inline struct ext4_extent_index *index_of(const struct level *l)
{
    return (struct ext4_extent_index *)(void *)(l->head + 1);
}

/* The first block of entry @n: both kinds begin with it. */
static inline uint32_t key_of(const struct ext4_extent_header *h, int n)
{
    return ((const struct ext4_extent *)(const void *)(h + 1))[n].block;
}

static inline uint64_t child_of(const struct ext4_extent_index *x)
{
    return x->leaf_lo | (uint64_t)x->leaf_hi << 32;
}

static inline uint64_t start_of(const struct ext4_extent *e)
{
    return e->start_lo | (uint64_t)e->start_hi << 32;
}

static inline bool is_unwritten(const struct ext4_extent *e)
{
    return e->len > EXTENT_LEN_MAX;
}

static inline uint32_t len_of(const struct ext4_extent *e)
{
    return is_unwritten(e) ? e->len - EXTENT_LEN_MAX : e->len;
}

static inline void set_extent(struct ext4_extent *e, uint32_t block,
                              uint64_t start, uint32_t len, bool unwritten)
{
    e->block = block;
    e->start_lo = (uint32_t)start;
    e->start_hi = (uint16_t)(start >> 32);
    e->len = (uint16_t)(unwritten ? len + EXTENT_LEN_MAX : len);
}

static inline void set_index(struct ext4_extent_index *x, uint32_t block,
                             uint64_t child)
{
    *x = (struct ext4_extent_index){.block = block,
                                    .leaf_lo = (uint32_t)child,
                                    .leaf_hi = (uint16_t)(child >> 32)};
}

/* extents_walk - the way to where @block is or would be; extents_path_end() is
 * to be called in any case. */
int extents_walk(struct ext4_inode *ip, uint32_t block, struct path *p);
void extents_path_end(struct path *p);

/* extents_node_room - entries that fit into a block. */
uint32_t extents_node_room(const struct ext4_fs *fs);

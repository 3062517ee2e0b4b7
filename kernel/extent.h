/*
 * extent.h - an ordered set of disjoint number ranges: the free pages.
 *
 * A treap: a search tree by address that is a heap by a hash of each node's
 * own address, so that it stays shallow whatever the order of operations.
 * Each node knows the largest extent below it, so first fit from either end
 * takes one descent. Pure data structure: no page is touched here.
 */
#pragma once

#include <stdint.h>

struct extent {
    uint64_t start, count; /* [start, start + count) */
    uint64_t largest;      /* the greatest count in this subtree */
    struct extent *left, *right, *parent;
};

struct extent_set {
    struct extent *root;
};

/* extent_insert - add @e, whose start and count are set; it must not touch
 * or overlap another. */
void extent_insert(struct extent_set *set, struct extent *e);

/* extent_remove - take @e out. */
void extent_remove(struct extent_set *set, struct extent *e);

/*
 * extent_resize - change @e in place, without passing a neighbour.
 */
void extent_resize(struct extent *e, uint64_t start, uint64_t count);

/* extent_first, extent_last - the lowest and highest with count >= @count. */
struct extent *extent_first(const struct extent_set *set, uint64_t count);
struct extent *extent_last(const struct extent_set *set, uint64_t count);

/* extent_next, extent_prev - the neighbour in address order, or NULL. */
struct extent *extent_next(const struct extent *e);
struct extent *extent_prev(const struct extent *e);

/* extent_floor - the last extent that starts at or before @at, or NULL. */
struct extent *extent_floor(const struct extent_set *set, uint64_t at);

/*
 * blocks.c - the contents of a file in memory, in blocks of 4 KiB.
 */
#include "fs/blocks.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

uint8_t *blocks_find(const struct blocks *b, uint64_t index)
{
    uint64_t leaf = index / BLOCKS_LEAF;

    if (leaf >= b->nr_leaves || !b->leaves[leaf])
        return NULL;
    return b->leaves[leaf][index % BLOCKS_LEAF];
}

/* Makes the upper level hold at least @need pointers. */
static bool grow(struct blocks *b, uint64_t need)
{
    uint64_t nr = b->nr_leaves ? b->nr_leaves * 2 : 1;
    uint8_t ***leaves;

    if (need <= b->nr_leaves)
        return true;
    if (nr < need)
        nr = need;
    leaves = realloc(b->leaves, nr * sizeof(*leaves));
    if (!leaves)
        return false;
    memset(leaves + b->nr_leaves, 0, (nr - b->nr_leaves) * sizeof(*leaves));
    b->leaves = leaves;
    b->nr_leaves = nr;
    return true;
}

uint8_t *blocks_add(struct blocks *b, uint64_t index)
{
    uint64_t leaf = index / BLOCKS_LEAF;
    uint8_t *block;

    if (!grow(b, leaf + 1))
        return NULL;
    if (!b->leaves[leaf])
        b->leaves[leaf] = calloc(BLOCKS_LEAF, sizeof(**b->leaves));
    if (!b->leaves[leaf])
        return NULL;
    block = malloc(BLOCK_SIZE);
    if (block) {
        b->leaves[leaf][index % BLOCKS_LEAF] = block;
        b->count++;
    }
    return block;
}

/* Frees the blocks of one lower table from slot @from up. */
static void cut_leaf(struct blocks *b, uint8_t **leaf, uint64_t from)
{
    for (uint64_t i = from; i < BLOCKS_LEAF; i++) {
        b->count -= leaf[i] != NULL;
        free(leaf[i]);
        leaf[i] = NULL;
    }
}

void blocks_cut(struct blocks *b, uint64_t from)
{
    for (uint64_t i = from / BLOCKS_LEAF; i < b->nr_leaves; i++) {
        uint64_t first = i * BLOCKS_LEAF < from ? from % BLOCKS_LEAF : 0;

        if (!b->leaves[i])
            continue;
        cut_leaf(b, b->leaves[i], first);
        if (first == 0) {
            free(b->leaves[i]);
            b->leaves[i] = NULL;
        }
    }
    if (b->count == 0) {
        for (uint64_t i = 0; i < b->nr_leaves; i++)
            free(b->leaves[i]);
        free(b->leaves);
        *b = (struct blocks){0};
    }
}

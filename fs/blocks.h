/*
 * blocks.h - the contents of a file in memory, in blocks of 4 KiB.
 *
 * A two-level table of pointers: nothing is ever copied when a file grows
 * but the upper level, 8 bytes for each 256 KiB, which doubles. A block that
 * was never added is a hole; what a hole reads as is the caller's affair.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#define BLOCK_SIZE  4096u
#define BLOCKS_LEAF 64u /* pointers in a lower table */

/* The largest index is below this: 16 TiB, an upper level of 512 MiB. */
#define BLOCKS_MAX (UINT64_C(1) << 32)

/* All zeros is an empty file. */
struct blocks {
    uint8_t ***leaves; /* NULL where no block was added */
    uint64_t nr_leaves;
    uint64_t count; /* blocks present */
};

/* blocks_find - block @index, or NULL if it is a hole. */
uint8_t *blocks_find(const struct blocks *b, uint64_t index);

/*
 * blocks_add - a block for the hole at @index, below BLOCKS_MAX.
 *
 * Its contents are undefined. NULL: no memory, nothing has changed.
 */
uint8_t *blocks_add(struct blocks *b, uint64_t index);

/* blocks_cut - free all blocks from @from up. */
void blocks_cut(struct blocks *b, uint64_t from);

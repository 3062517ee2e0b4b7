/*
 * sparse_memory.h - guest memory of which only some pieces are known.
 *
 * For tables that lie far apart. Each answer of physmem_at() is a block of its
 * own of just the bytes that were asked for, so that a parser which reads one
 * more dies under ASan; what no piece covers reads as 0, and a range that no
 * piece touches cannot be mapped.
 *
 * Bytes of a file of tests/fuzz/corpus/topology, which are memory of real
 * machines (docs/architecture.md, "Adding something"):
 *
 *     0  1  bit 0: the fuzzer is to make checksums right first
 *     1  4  address of the RSDP, 0: there is none
 *     then pieces: 4 bytes address, 2 length, so many bytes; little-endian
 */
#pragma once

#include <stddef.h>

#include "boot/physmem.h"

#define SPARSE_PIECES 32

struct sparse_memory {
    struct physmem pm;
    uint64_t rsdp;
    unsigned count;
    struct sparse_piece {
        uint64_t paddr;
        uint32_t len;
        uint8_t *bytes;
    } piece[SPARSE_PIECES];
    void *given; /* a list of the blocks given out */
};

/*
 * sparse_memory_parse - from the bytes of such a file; copied.
 *
 * A last piece that is cut short is that much shorter. @m must stay where it
 * is; sparse_memory_free() gives everything back.
 */
void sparse_memory_parse(struct sparse_memory *m, const uint8_t *data,
                         size_t size);

/* sparse_memory_load - the same from the file NAME of that corpus. */
void sparse_memory_load(struct sparse_memory *m, const char *name);

/* sparse_memory_add - one more piece; in pieces of before it has no part. */
void sparse_memory_add(struct sparse_memory *m, uint64_t paddr,
                       const void *bytes, uint32_t len);

/* sparse_memory_at - the byte at @paddr, to change it; NULL if unknown. */
uint8_t *sparse_memory_at(struct sparse_memory *m, uint64_t paddr);

void sparse_memory_free(struct sparse_memory *m);

/*
 * sparse_memory.c - see sparse_memory.h.
 */
#include "tests/unit/sparse_memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TOP   (1ull << 32)
#define BLOCK (1u << 20) /* longer ranges are never mapped */

struct given {
    struct given *next;
    uint8_t *bytes;
};

static void *must(void *p)
{
    if (!p)
        abort();
    return p;
}

/* Copies what of @piece lies in [@paddr, +@len); false if nothing does. */
static bool copy_piece(const struct sparse_piece *piece, uint64_t paddr,
                       uint64_t len, uint8_t *to)
{
    uint64_t start = piece->paddr > paddr ? piece->paddr : paddr;
    uint64_t end = piece->paddr + piece->len;

    if (end > paddr + len)
        end = paddr + len;
    if (start >= end)
        return false;
    memcpy(to + (start - paddr), piece->bytes + (start - piece->paddr),
           end - start);
    return true;
}

/* physmem_at() adds to pm.base only after this. */
static bool map(void *ctx, uint64_t paddr, uint64_t len)
{
    struct sparse_memory *m = ctx;
    bool touched = false;

    if (len > BLOCK)
        return false;
    uint8_t *bytes = must(calloc(1, len));

    for (unsigned i = 0; i < m->count; i++)
        touched |= copy_piece(&m->piece[i], paddr, len, bytes);
    if (!touched) {
        free(bytes);
        return false;
    }
    struct given *g = must(malloc(sizeof(*g)));

    *g = (struct given){m->given, bytes};
    m->given = g;
    m->pm.base = (const uint8_t *)((uintptr_t)bytes - paddr);
    return true;
}

void sparse_memory_add(struct sparse_memory *m, uint64_t paddr,
                       const void *bytes, uint32_t len)
{
    struct sparse_piece *piece = &m->piece[m->count];

    if (m->count == SPARSE_PIECES)
        return;
    *piece = (struct sparse_piece){paddr, len, must(malloc(len + 1))};
    memcpy(piece->bytes, bytes, len);
    m->count++;
}

void sparse_memory_parse(struct sparse_memory *m, const uint8_t *data,
                         size_t size)
{
    uint32_t paddr = 0;
    uint16_t len;

    *m = (struct sparse_memory){.pm = {NULL, 0, TOP, map, m}};
    if (size < 5)
        return;
    memcpy(&paddr, data + 1, 4);
    m->rsdp = paddr;
    for (size_t at = 5; size - at > 6; at += len) {
        memcpy(&paddr, data + at, 4);
        memcpy(&len, data + at + 4, 2);
        at += 6;
        if (len > size - at)
            len = (uint16_t)(size - at);
        sparse_memory_add(m, paddr, data + at, len);
    }
}

void sparse_memory_load(struct sparse_memory *m, const char *name)
{
    static uint8_t bytes[65536];
    char path[128];

    snprintf(path, sizeof(path), "tests/fuzz/corpus/topology/%s", name);
    FILE *f = must(fopen(path, "rb"));
    size_t size = fread(bytes, 1, sizeof(bytes), f);

    fclose(f);
    sparse_memory_parse(m, bytes, size);
}

uint8_t *sparse_memory_at(struct sparse_memory *m, uint64_t paddr)
{
    for (unsigned i = 0; i < m->count; i++) {
        uint64_t off = paddr - m->piece[i].paddr;

        if (off < m->piece[i].len)
            return m->piece[i].bytes + off;
    }
    return NULL;
}

void sparse_memory_free(struct sparse_memory *m)
{
    for (struct given *g = m->given; g;) {
        struct given *next = g->next;

        free(g->bytes);
        free(g);
        g = next;
    }
    for (unsigned i = 0; i < m->count; i++)
        free(m->piece[i].bytes);
    m->given = NULL;
    m->count = 0;
}

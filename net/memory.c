/*
 * memory.c - the memory of the network stack.
 *
 * Each piece has its size in front, to count what is in use.
 */
#include "net/memory.h"

#include <stdlib.h>
#include <string.h>

#include "kernel/base.h"
#include "kernel/page_alloc.h"
#include "kernel/trace.h"

#define HEADER 16 /* keeps malloc's alignment */

/* A quarter of what is free at the start; beyond the most, windows of 256 KiB
 * for more than 250 connections, nobody is served better. */
#define LIMIT_LEAST (256 * KIB)
#define LIMIT_MOST  (128 * MIB)

struct net_memory net_memory;

void net_memory_init(void)
{
    size_t quarter = page_free_count() * PAGE_SIZE / 4;

    net_memory.limit = MAX(MIN(quarter, LIMIT_MOST), LIMIT_LEAST);
}

void *net_malloc(size_t size)
{
    struct net_memory *m = &net_memory;
    char *p;

    if (size > m->limit - MIN(m->used, m->limit) ||
        !(p = malloc(size + HEADER))) {
        m->refused++;
        trace(TRACE_NET, "net: no memory: bytes, used", size, m->used);
        return NULL;
    }
    memcpy(p, &size, sizeof(size));
    m->used += size;
    m->peak = MAX(m->peak, m->used);
    return p + HEADER;
}

void *net_calloc(size_t count, size_t size)
{
    size_t bytes;
    void *p;

    if (__builtin_mul_overflow(count, size, &bytes))
        return NULL;
    p = net_malloc(bytes);
    return p ? memset(p, 0, bytes) : NULL;
}

void net_free(void *p)
{
    char *start = (char *)p - HEADER;
    size_t size;

    if (!p)
        return;
    memcpy(&size, start, sizeof(size));
    net_memory.used -= size;
    free(start);
}

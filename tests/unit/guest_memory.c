/*
 * guest_memory.c - see guest_memory.h.
 */
#include "tests/unit/guest_memory.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define PAGE 4096ULL

static bool unlock(void *base, uint64_t paddr, uint64_t len, int access)
{
    uint64_t start = paddr & ~(PAGE - 1);
    uint64_t end = (paddr + len + PAGE - 1) & ~(PAGE - 1);

    return mprotect((char *)base + start, end - start, access) == 0;
}

static bool map(void *ctx, uint64_t paddr, uint64_t len)
{
    return unlock(ctx, paddr, len, PROT_READ);
}

struct physmem guest_memory_new(void)
{
    void *base = mmap(NULL, GUEST_MEMORY_SIZE, PROT_NONE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

    if (base == MAP_FAILED)
        abort();
    return (struct physmem){base, 0, GUEST_MEMORY_SIZE, map, base};
}

void guest_memory_free(struct physmem *pm)
{
    munmap(pm->ctx, GUEST_MEMORY_SIZE);
    pm->base = NULL;
}

void guest_memory_put(const struct physmem *pm, uint64_t paddr,
                      const void *bytes, uint64_t len)
{
    if (!unlock(pm->ctx, paddr, len, PROT_READ | PROT_WRITE))
        abort();
    memcpy((char *)pm->ctx + paddr, bytes, len);
}

void guest_memory_lock(const struct physmem *pm)
{
    mprotect(pm->ctx, GUEST_MEMORY_SIZE, PROT_NONE);
}

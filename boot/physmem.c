/*
 * physmem.c - bounds of guest memory, checked in one place.
 */
#include "boot/physmem.h"

#include <stddef.h>

bool physmem_holds(const struct physmem *pm, uint64_t paddr, uint64_t len)
{
    uint64_t off = paddr - pm->start;

    /* & and not &&: the answer costs no branch.  Where paddr < start, off has
     * wrapped, so it is above any size that does not wrap itself; where len is
     * 0, len - 1 is. */
    return (off < pm->size) & (len - 1 < pm->size - off);
}

const void *physmem_at(const struct physmem *pm, uint64_t paddr, uint64_t len)
{
    if (!physmem_holds(pm, paddr, len))
        return NULL;
    if (pm->map && !pm->map(pm->ctx, paddr, len))
        return NULL;
    /* As integers: C forbids adding to a NULL base. */
    return (const void *)((uintptr_t)pm->base + (paddr - pm->start));
}

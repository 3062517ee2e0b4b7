/*
 * physmem.c - see physmem.h.
 */
#include "arch/x86/physmem.h"

#include "arch/x86/page.h"
#include "kernel/base.h"

/* Page 0 and the guards of the image's stacks stay unmapped, and a loader's
 * pointer may lead there. */
static bool accessible(uint64_t paddr, uint64_t len)
{
    struct paging_entry e;

    for (uint64_t at = paddr; at - paddr < len;
         at = ALIGN_DOWN(at, e.size) + e.size) {
        if (!paging_lookup(at, &e))
            return false;
    }
    return true;
}

static bool map(void *ctx, uint64_t paddr, uint64_t len)
{
    (void)ctx;
    return paging_map_identity(paddr, len, NULL) == 0 && accessible(paddr, len);
}

struct physmem physmem_kernel(void)
{
    return (struct physmem){.base = NULL, .size = 4 * GIB, .map = map};
}

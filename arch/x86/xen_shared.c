/*
 * xen_shared.c - the page that Xen shares with this domain [XEN xen.h].
 */
#include "arch/x86/xen.h"

#include "arch/x86/xen_abi.h"
#include "kernel/base.h"
#include "kernel/page_alloc.h"

static void *map(void)
{
    struct xen_add_to_physmap where = {
        .domid = XEN_DOMID_SELF,
        .space = XENMAPSPACE_SHARED_INFO,
    };
    uint64_t paddr;
    void *page;
    long error;

    if (page_alloc(1, 1, PAGE_HIGH_FIRST, PAGE_ANY_ADDRESS, &paddr) != 0)
        return NULL;
    page = page_ptr(paddr, 1);
    where.gpfn = paddr / PAGE_SIZE;
    error = page ? xen_hypercall(XEN_MEMORY_OP, XENMEM_ADD_TO_PHYSMAP,
                                 (uintptr_t)&where, 0, 0, 0)
                 : 0;
    if (!page || error) {
        log_info("Xen's shared page cannot be mapped: error %ld", -error);
        page_free(paddr, 1);
        return NULL;
    }
    return page;
}

void *xen_shared_info(void)
{
    static void *shared;

    if (!shared && xen_found())
        shared = map();
    return shared;
}

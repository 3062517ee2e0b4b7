/*
 * xen_shared.c - the page that Xen shares with this domain [XEN xen.h].
 *
 * It takes the place of a page of the image, which is in no file.
 */
#include "arch/x86/xen.h"

#include "kernel/base.h"
#include "arch/x86/xen_abi.h"

__attribute__((section(".noinit"),
               aligned(PAGE_SIZE))) static char shared[PAGE_SIZE];

void *xen_shared_info(void)
{
    static bool mapped;
    static struct xen_add_to_physmap where = {
        .domid = XEN_DOMID_SELF,
        .space = XENMAPSPACE_SHARED_INFO,
    };

    where.gpfn = (uintptr_t)shared / PAGE_SIZE;
    if (!mapped)
        mapped = xen_found() &&
                 xen_call(XEN_MEMORY_OP, XENMEM_ADD_TO_PHYSMAP, &where) == 0;
    return mapped ? shared : NULL;
}

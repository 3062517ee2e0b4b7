/*
 * gnttab.c - see gnttab.h.
 *
 * The table's pages are Xen's, mapped over pages of our RAM, one more when all
 * references of the others are reserved. No other domain sees it, so entries
 * that are not reserved are linked to each other by their frame numbers.
 */
#include "drivers/xen/gnttab.h"

#include "arch/x86/xen.h"
#include "arch/x86/xen_abi.h"
#include "kernel/base.h"
#include "kernel/errno.h"
#include "kernel/mutex.h"
#include "kernel/page_alloc.h"
#include "kernel/string.h"

#define PAGES_FEW 2048u
#define PAGES_MAX 32u
#define PER_PAGE  (PAGE_SIZE / sizeof(struct xen_grant_entry))
#define LAST      0u /* ends the list: entry 0 is the toolstack's */

static struct mutex mutex = MUTEX_INIT;
static struct xen_grant_entry *pages[PAGES_MAX];
static unsigned nr_pages, nr_free;
static uint32_t first_free = LAST;

static struct xen_grant_entry *entry(uint32_t ref)
{
    assert(ref / PER_PAGE < nr_pages);
    return &pages[ref / PER_PAGE][ref % PER_PAGE];
}

static unsigned pages_allowed(void)
{
    static unsigned allowed;
    struct xen_gnttab_query_size size = {.dom = XEN_DOMID_SELF};

    if (allowed == 0 && xen_found() &&
        xen_hypercall(XEN_GRANT_TABLE_OP, GNTTABOP_QUERY_SIZE, (uintptr_t)&size,
                      1, 0, 0) == 0 &&
        size.status == 0)
        allowed = MIN(size.max_nr_frames, PAGES_MAX);
    return allowed;
}

static void put(uint32_t ref)
{
    entry(ref)->flags = 0;
    entry(ref)->frame = first_free;
    first_free = ref;
    nr_free++;
}

static int map_page(uint64_t paddr)
{
    struct xen_add_to_physmap where = {
        .domid = XEN_DOMID_SELF,
        .space = XENMAPSPACE_GRANT_TABLE,
        .idx = nr_pages,
        .gpfn = paddr / PAGE_SIZE,
    };
    struct xen_grant_entry *page = page_ptr(paddr, 1);
    long error = page ? xen_hypercall(XEN_MEMORY_OP, XENMEM_ADD_TO_PHYSMAP,
                                      (uintptr_t)&where, 0, 0, 0)
                      : -ENOMEM;

    if (error) {
        log_info("page %u of the grant table: error %ld", nr_pages, -error);
        return -ENOSPC;
    }
    pages[nr_pages++] = page;
    return 0;
}

static int grow(void)
{
    uint32_t ref = nr_pages * PER_PAGE;
    uint64_t paddr;

    if (nr_pages == pages_allowed())
        return nr_pages ? -ENOSPC : -ENODEV;
    if (page_alloc(1, 1, PAGE_HIGH_FIRST, PAGE_ANY_ADDRESS, &paddr) != 0)
        return -ENOSPC;
    if (map_page(paddr) != 0) {
        page_free(paddr, 1);
        return -ENOSPC;
    }
    for (uint32_t i = PER_PAGE; i-- > (ref ? 0 : GNTTAB_RESERVED);)
        put(ref + i);
    return 0;
}

int gnttab_reserve(unsigned n, uint32_t *refs)
{
    int error = 0;

    mutex_lock(&mutex);
    while (nr_free < n && error == 0)
        error = grow();
    for (unsigned i = 0; i < n && error == 0; i++) {
        refs[i] = first_free;
        first_free = entry(first_free)->frame;
        nr_free--;
    }
    mutex_unlock(&mutex);
    return error;
}

void gnttab_release(unsigned n, const uint32_t *refs)
{
    mutex_lock(&mutex);
    for (unsigned i = 0; i < n; i++)
        put(refs[i]);
    mutex_unlock(&mutex);
}

void gnttab_grant(uint32_t ref, uint16_t domid, uint64_t paddr, bool writable)
{
    struct xen_grant_entry *e = entry(ref);
    uint16_t flags = GTF_PERMIT_ACCESS | (writable ? 0 : GTF_READONLY);

    e->domid = domid;
    e->frame = (uint32_t)(paddr / PAGE_SIZE);
    /* pairs with Xen's read of the flags before the rest */
    __atomic_store_n(&e->flags, flags, __ATOMIC_RELEASE);
}

int gnttab_revoke(uint32_t ref)
{
    struct xen_grant_entry *e = entry(ref);
    uint16_t flags = __atomic_load_n(&e->flags, __ATOMIC_RELAXED);

    do {
        if (flags & GTF_IN_USE)
            return -EBUSY;
    } while (!__atomic_compare_exchange_n(&e->flags, &flags, 0, false,
                                          __ATOMIC_SEQ_CST, __ATOMIC_RELAXED));
    return 0;
}

void *gnttab_pages(uint64_t bytes)
{
    uint64_t paddr, n = ALIGN_UP(bytes, PAGE_SIZE) / PAGE_SIZE;
    void *p = NULL;

    if (page_alloc(n, 1, PAGE_LOW_FIRST, PAGE_ANY_ADDRESS, &paddr) == 0)
        p = page_ptr(paddr, n);
    if (p)
        memset(p, 0, n * PAGE_SIZE);
    return p;
}

bool gnttab_is_short(void)
{
    return page_free_count() < PAGES_FEW;
}

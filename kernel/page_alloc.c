/*
 * page_alloc.c - the free pages, as extents of page numbers.
 *
 * Nodes come from a small static array, later from pages taken for the
 * purpose; a call may need two, so the reserve is filled before anything is
 * changed. All of it is under memory_lock().
 */
#include "kernel/page_alloc.h"

#include "arch/x86/page.h"
#include "kernel/base.h"
#include "kernel/boot.h"
#include "kernel/errno.h"
#include "kernel/extent.h"
#include "kernel/memory_lock.h"
#include "kernel/string.h"

#define NODES_STATIC  24
#define NODES_RESERVE 4
#define JUNK          0xa5

static struct {
    struct extent_set free;
    struct extent *spare; /* unused nodes, linked through parent */
    unsigned spare_count;
    bool refilling;
    uint64_t free_pages, total_pages;
} pages;

static struct extent nodes_static[NODES_STATIC];

static void node_put(struct extent *e)
{
    e->parent = pages.spare;
    pages.spare = e;
    pages.spare_count++;
}

static struct extent *node_get(void)
{
    struct extent *e = pages.spare;

    assert(e);
    pages.spare = e->parent;
    pages.spare_count--;
    return e;
}

static void nodes_add(struct extent *e, unsigned count)
{
    while (count-- > 0)
        node_put(e++);
}

/* Taking a page from an end of an extent needs no node, so this can. */
static void nodes_refill(void)
{
    uint64_t paddr;

    if (pages.spare_count >= NODES_RESERVE || pages.refilling)
        return;
    pages.refilling = true;
    if (page_alloc(1, 1, PAGE_LOW_FIRST, PAGE_1G, &paddr) == 0) {
        void *page = page_ptr(paddr, 1);
        if (page)
            nodes_add(page, PAGE_SIZE / sizeof(struct extent));
        else
            page_free(paddr, 1);
    }
    pages.refilling = false;
}

/* The first page of @count aligned ones inside @e below @limit, or 0, which
 * is never free. */
static uint64_t fit(const struct extent *e, uint64_t count, uint64_t align,
                    enum page_side side, uint64_t limit)
{
    uint64_t end = MIN(e->start + e->count, limit);
    uint64_t at;

    if (end < count)
        return 0;
    if (side == PAGE_LOW_FIRST)
        at = ALIGN_UP(e->start, align);
    else
        at = ALIGN_DOWN(end - count, align);
    return at >= e->start && at <= end - count ? at : 0;
}

/* Takes [at, at + count) out of @e. */
static void carve(struct extent *e, uint64_t at, uint64_t count)
{
    uint64_t before = at - e->start;
    uint64_t after = e->start + e->count - (at + count);

    if (before > 0 && after > 0) {
        struct extent *tail = node_get();
        tail->start = at + count;
        tail->count = after;
        extent_resize(e, e->start, before);
        extent_insert(&pages.free, tail);
    } else if (before > 0) {
        extent_resize(e, e->start, before);
    } else if (after > 0) {
        extent_resize(e, at + count, after);
    } else {
        extent_remove(&pages.free, e);
        node_put(e);
    }
    pages.free_pages -= count;
}

static int take(uint64_t npages, uint64_t align_pages, enum page_side side,
                uint64_t limit, uint64_t *paddr)
{
    bool low = side == PAGE_LOW_FIRST;
    struct extent *e = low ? extent_first(&pages.free, npages)
                           : extent_last(&pages.free, npages);
    for (; e; e = low ? extent_next(e) : extent_prev(e)) {
        uint64_t at = fit(e, npages, align_pages, side, limit);
        if (at == 0)
            continue;
        bool middle = at > e->start && at + npages < e->start + e->count;
        if (middle && pages.spare_count == 0)
            return -ENOMEM;
        carve(e, at, npages);
        *paddr = at * PAGE_SIZE;
        return 0;
    }
    return -ENOMEM;
}

int page_alloc(uint64_t npages, uint64_t align_pages, enum page_side side,
               uint64_t below_paddr, uint64_t *paddr)
{
    if (npages == 0)
        return -EINVAL;
    uint64_t flags = memory_lock();
    nodes_refill();
    int err = take(npages, align_pages, side, below_paddr / PAGE_SIZE, paddr);
    memory_unlock(flags);
    return err;
}

/* Adds pages that touch no extent. */
static void insert(uint64_t at, uint64_t count)
{
    struct extent *e = node_get();

    e->start = at;
    e->count = count;
    extent_insert(&pages.free, e);
}

/* Adds pages, joining them with the extents they touch. */
static void give(uint64_t at, uint64_t count)
{
    struct extent *below = extent_floor(&pages.free, at);
    struct extent *above =
        below ? extent_next(below) : extent_first(&pages.free, 1);

    assert(!below || below->start + below->count <= at);
    assert(!above || at + count <= above->start);
    bool joins_below = below && below->start + below->count == at;
    bool joins_above = above && at + count == above->start;
    if (joins_below && joins_above) {
        uint64_t more = above->count;
        extent_remove(&pages.free, above);
        node_put(above);
        extent_resize(below, below->start, below->count + count + more);
    } else if (joins_below) {
        extent_resize(below, below->start, below->count + count);
    } else if (joins_above) {
        extent_resize(above, at, above->count + count);
    } else {
        insert(at, count);
    }
    pages.free_pages += count;
}

void page_free(uint64_t paddr, uint64_t npages)
{
    assert(npages > 0 && paddr % PAGE_SIZE == 0);
    if (CONFIG_DEBUG) {
        void *p = page_ptr(paddr, npages);
        if (p)
            memset(p, JUNK, npages * PAGE_SIZE);
    }
    uint64_t flags = memory_lock();
    give(paddr / PAGE_SIZE, npages);
    nodes_refill();
    memory_unlock(flags);
}

void *page_ptr(uint64_t paddr, uint64_t npages)
{
    if (paging_map_identity(paddr, npages * PAGE_SIZE, &boot_info()->ram) != 0)
        return NULL;
    return (void *)(uintptr_t)paddr;
}

void page_alloc_init(const struct memmap *map)
{
    nodes_add(nodes_static, NODES_STATIC);
    for (unsigned i = 0; i < map->count; i++) {
        const struct mem_range *r = &map->range[i];
        uint64_t count = (r->end - r->start) / PAGE_SIZE;
        insert(r->start / PAGE_SIZE, count); /* no two ranges touch */
        pages.free_pages += count;
        nodes_refill();
    }
    pages.total_pages = pages.free_pages;
}

uint64_t page_free_count(void)
{
    return __atomic_load_n(&pages.free_pages, __ATOMIC_RELAXED);
}

uint64_t page_total_count(void)
{
    return pages.total_pages;
}

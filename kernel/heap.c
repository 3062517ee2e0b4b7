/*
 * heap.c - one contiguous range of addresses over scattered pages.
 *
 * Pages are taken from the top of RAM. From a heap of 2 MiB on, whole 2 MiB
 * pages are tried first: a sparse table, few faults of the TLB. Growth
 * beyond the request is an eighth of the heap, so that a program that grows
 * in small steps does not come here each time. One thread at a time changes
 * it: sbrk() may be called without malloc's lock.
 */
#include "kernel/heap.h"

#include "arch/x86/page.h"
#include "kernel/base.h"
#include "kernel/mutex.h"
#include "kernel/page_alloc.h"
#include "kernel/string.h"

#define PAGES_2M (PAGE_2M / PAGE_SIZE)

/* [base, end) is given out; [end, mapped) is mapped and zero. */
static struct {
    uint64_t end, mapped;
} heap = {PAGING_HEAP_BASE, PAGING_HEAP_BASE};

/* Takes one run of at most @want pages, the longest there is by halving. */
static uint64_t take_run(uint64_t want, uint64_t *paddr)
{
    for (; want > 0; want /= 2) {
        if (page_alloc(want, 1, PAGE_HIGH_FIRST, PAGE_ANY_ADDRESS, paddr) == 0)
            return want;
    }
    return 0;
}

/* Maps some more at heap.mapped, at most @want bytes if not a large page. */
static bool extend(uint64_t want)
{
    bool aligned = heap.mapped % PAGE_2M == 0;
    uint64_t to_boundary = PAGE_2M - heap.mapped % PAGE_2M;
    uint64_t paddr, n = 0;

    if (aligned && (want >= PAGE_2M || heap.mapped > PAGING_HEAP_BASE) &&
        page_alloc(PAGES_2M, PAGES_2M, PAGE_HIGH_FIRST, PAGE_ANY_ADDRESS,
                   &paddr) == 0)
        n = PAGES_2M;
    else
        n = take_run(MIN(want, to_boundary) / PAGE_SIZE, &paddr);
    if (n == 0)
        return false;
    if (paging_map(heap.mapped, paddr, n * PAGE_SIZE, PAGING_W) != 0) {
        paging_unmap(heap.mapped, n * PAGE_SIZE);
        page_free(paddr, n);
        return false;
    }
    memset((void *)(uintptr_t)heap.mapped, 0, n * PAGE_SIZE);
    heap.mapped += n * PAGE_SIZE;
    return true;
}

/* Unmaps and frees whole pages from the top while they lie above @end. */
static void release(uint64_t end)
{
    struct paging_entry e;

    while (heap.mapped > end) {
        bool mapped = paging_lookup(heap.mapped - 1, &e);
        assert(mapped);
        if (heap.mapped - e.size < end)
            break;
        heap.mapped -= e.size;
        paging_unmap(heap.mapped, e.size);
        page_free(e.paddr, e.size / PAGE_SIZE);
    }
}

static bool grow_to(uint64_t end)
{
    uint64_t before = heap.mapped;
    uint64_t want = ALIGN_UP(end, PAGE_SIZE);
    uint64_t slack = MIN((heap.mapped - PAGING_HEAP_BASE) / 8, PAGE_2M);
    uint64_t wish = ALIGN_UP(want + slack, PAGE_SIZE);

    if (want > PAGING_HEAP_LIMIT ||
        (want > heap.mapped &&
         (want - heap.mapped) / PAGE_SIZE > page_free_count()))
        return false;
    while (heap.mapped < want) {
        if (!extend(wish - heap.mapped) && !extend(want - heap.mapped)) {
            release(before);
            return false;
        }
    }
    return true;
}

static void *move_end(int64_t delta)
{
    uint64_t old = heap.end;

    if (delta < 0) {
        if (0 - (uint64_t)delta > heap.end - PAGING_HEAP_BASE)
            return NULL;
        heap.end += delta;
        release(ALIGN_UP(heap.end, PAGE_SIZE));
        /* what stays mapped must be zero when it is given out again */
        memset((void *)(uintptr_t)heap.end, 0,
               MIN(heap.mapped, old) - heap.end);
        return (void *)(uintptr_t)old;
    }
    if ((uint64_t)delta > PAGING_HEAP_LIMIT - heap.end ||
        !grow_to(heap.end + delta))
        return NULL;
    heap.end += delta;
    return (void *)(uintptr_t)old;
}

void *heap_grow(int64_t delta)
{
    static struct mutex lock = MUTEX_INIT;

    mutex_lock(&lock);
    void *old = move_end(delta);
    mutex_unlock(&lock);
    return old;
}

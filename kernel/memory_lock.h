/*
 * memory_lock.h - one lock for free pages and page tables.
 *
 * They need each other: a page table is a page, and the page allocator's own
 * nodes lie in pages that must be mapped. So the CPU that holds the lock takes
 * it once more.
 */
#pragma once

#include <stdint.h>

#include "kernel/smp.h"

/* Every new thread calls it. In an image without, nobody else is there, since
 * interrupt handlers take no pages; so such an image pays nothing. */
#pragma weak smp_start

/* What the two below do where there can be threads. */
uint64_t memory_lock_take(void);
void memory_lock_release(uint64_t flags);

/*
 * memory_lock, memory_unlock - a leaf in the order of spinlock.h.
 *
 * memory_lock() returns what memory_unlock() wants. Any context but an
 * exception's.
 */
static inline uint64_t memory_lock(void)
{
    return smp_start ? memory_lock_take() : 0;
}

static inline void memory_unlock(uint64_t flags)
{
    if (smp_start)
        memory_lock_release(flags);
}

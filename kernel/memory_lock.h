/*
 * memory_lock.h - one lock for free pages and page tables.
 *
 * They need each other: a page table is a page, and the page allocator's own
 * nodes lie in pages that must be mapped. So the CPU that holds the lock takes
 * it once more.
 */
#pragma once

#include <stdint.h>

/*
 * memory_lock, memory_unlock - a leaf in the order of spinlock.h.
 *
 * memory_lock() returns what memory_unlock() wants. Any context but an
 * exception's.
 */
uint64_t memory_lock(void);
void memory_unlock(uint64_t flags);

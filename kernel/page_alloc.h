/*
 * page_alloc.h - physical memory by the page, from all free RAM.
 *
 * Free RAM is a set of extents in address order; nothing is stored in or
 * about a page that is in use, and free pages are not touched, so start-up
 * costs O(regions), whatever the machine's size. What is handed out has
 * whatever contents RAM had (debug builds fill freed pages with 0xa5).
 */
#pragma once

#include <stdint.h>

#include "boot/memmap.h"

/* Where to look first; the heap takes the top so that the bottom, which is
 * always mapped, stays for page tables and devices. */
enum page_side { PAGE_LOW_FIRST, PAGE_HIGH_FIRST };

#define PAGE_ANY_ADDRESS UINT64_MAX

/*
 * page_alloc_init - start with the ranges of @map as free.
 *
 * Once, at boot, before any other call.
 */
void page_alloc_init(const struct memmap *map);

/*
 * page_alloc - take @npages contiguous pages.
 *
 * @align_pages  a power of two: the alignment of the first page, in pages
 * @side         which end of RAM to search from
 * @below_paddr  the last byte lies below this; PAGE_ANY_ADDRESS for no limit
 * @paddr        the address of the first page, on success
 *
 * The pages are not mapped: see page_ptr(). Returns 0, -ENOMEM if no free
 * extent fits (nothing has changed), -EINVAL if @npages is 0. Not in an
 * exception handler.
 */
int page_alloc(uint64_t npages, uint64_t align_pages, enum page_side side,
               uint64_t below_paddr, uint64_t *paddr);

/*
 * page_free - give back pages that page_alloc() gave; parts are fine.
 *
 * Freeing what is free already is a bug and panics.
 */
void page_free(uint64_t paddr, uint64_t npages);

/*
 * page_ptr - make pages accessible through the identity map.
 *
 * Returns a pointer equal to @paddr, or NULL if the page tables for it could
 * not be allocated.
 */
void *page_ptr(uint64_t paddr, uint64_t npages);

/* page_free_count, page_total_count - pages free now, and free at boot. */
uint64_t page_free_count(void);
uint64_t page_total_count(void);

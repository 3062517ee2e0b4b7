/*
 * pages.c - see pages.h. A program that does not use malloc() has no heap.
 */
#include "libc/pages.h"

#include <stdint.h>
#include <string.h>

#include "kernel/base.h"
#include "kernel/page_alloc.h"

void *libc_pages(size_t size)
{
    uint64_t count = ALIGN_UP(size, PAGE_SIZE) / PAGE_SIZE, paddr;
    void *pages;

    if (page_alloc(count, 1, PAGE_HIGH_FIRST, PAGE_ANY_ADDRESS, &paddr))
        return NULL;
    pages = page_ptr(paddr, count);
    if (!pages)
        return NULL;
    return memset(pages, 0, count * PAGE_SIZE);
}

/*
 * public.c - include/pith/boot.h.
 */
#include "include/pith/boot.h"

#include "kernel/base.h"
#include "kernel/boot.h"
#include "kernel/image.h"
#include "kernel/page_alloc.h"

uint64_t pith_entry_tsc(void)
{
    return entry_tsc;
}

const char *pith_memmap_source(void)
{
    return boot_info()->memmap_source;
}

uint64_t pith_ram_free(void)
{
    return page_free_count() * PAGE_SIZE;
}

uint64_t pith_ram_total(void)
{
    return page_total_count() * PAGE_SIZE;
}

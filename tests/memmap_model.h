/*
 * memmap_model.h - what memmap.c must compute, said slowly.
 *
 * One page at a time, from the rules in boot/memmap.h and without any list of
 * ranges.  The unit test and the fuzzer compare memmap.c with it at every page
 * where an answer can change.
 */
#pragma once

#include "boot/memmap.h"

#include <stdbool.h>

/* Where @entry ends; one that wraps reaches to the top. */
static inline uint64_t model_end(const struct mem_entry *entry)
{
    uint64_t end = entry->addr + entry->size;

    return end < entry->addr ? UINT64_MAX : end;
}

/* Do RAM entries that do not wrap, together, cover [start, end)? */
static inline bool model_is_ram(const struct mem_entry *entries, unsigned count,
                                uint64_t start, uint64_t end)
{
    for (unsigned i = 0; i < count && start < end; i++) {
        const struct mem_entry *e = &entries[i];

        if (e->type == MEM_TYPE_RAM && e->addr <= UINT64_MAX - e->size &&
            e->addr <= start && start < e->addr + e->size) {
            start = e->addr + e->size;
            i = -1; /* from the first entry again; ++ makes it 0 */
        }
    }
    return start >= end;
}

/* Is the page at @page free RAM? */
static inline bool model_page_is_free(const struct mem_entry *entries,
                                      unsigned count, uint64_t page)
{
    if (page >= MEMMAP_TOP)
        return false;
    for (unsigned i = 0; i < count; i++) {
        const struct mem_entry *e = &entries[i];

        if (e->type != MEM_TYPE_RAM && e->size > 0 &&
            e->addr < page + MEMMAP_PAGE && model_end(e) > page)
            return false;
    }
    return model_is_ram(entries, count, page, page + MEMMAP_PAGE);
}

/* Is the list what its header promises? */
static inline bool model_is_well_formed(const struct memmap *map)
{
    if (map->count > MEMMAP_RANGES_MAX)
        return false;
    for (unsigned i = 0; i < map->count; i++) {
        const struct mem_range *r = &map->range[i];

        if (r->start % MEMMAP_PAGE || r->end % MEMMAP_PAGE ||
            r->start >= r->end || r->end > MEMMAP_TOP)
            return false;
        if (i > 0 && r[-1].end >= r->start)
            return false;
    }
    return true;
}

/*
 * model_agrees - does @map say the same of the pages around @addr?
 *
 * If ranges were dropped, @map may know less RAM, never more.
 */
static inline bool model_agrees(const struct mem_entry *entries, unsigned count,
                                const struct memmap *map, uint64_t addr)
{
    uint64_t page = addr & ~(MEMMAP_PAGE - 1);

    for (int i = -1; i <= 1; i++) {
        uint64_t p = page + i * MEMMAP_PAGE;

        if ((i < 0 && p > page) || (i > 0 && p < page))
            continue;

        bool is = memmap_contains(map, p, p + MEMMAP_PAGE);
        bool must = model_page_is_free(entries, count, p);

        if (is && !must)
            return false;
        if (must && !is && map->dropped == 0)
            return false;
    }
    return true;
}

/*
 * memmap.c - free RAM as a sorted list of disjoint ranges.
 *
 * All RAM entries are inserted at byte granularity, then every other entry is
 * cut out of the list, rounded outwards to pages; last, each range is trimmed
 * inwards to pages.  So RAM that is whole only together (two halves of a page)
 * counts, and nothing that any entry calls reserved does.  Insertion keeps the
 * list sorted, which for the handful of entries that machines have costs less
 * than sorting first.
 */
#include "boot/memmap.h"

#include <stddef.h>

static uint64_t page_down(uint64_t addr)
{
    return addr & ~(MEMMAP_PAGE - 1);
}

/* Nothing above MEMMAP_TOP is in the list, so saturating there loses nothing
 * and spares every caller the wrap-around. */
static uint64_t page_up(uint64_t addr)
{
    if (addr >= MEMMAP_TOP)
        return MEMMAP_TOP;
    return page_down(addr + MEMMAP_PAGE - 1);
}

/* Remove @n ranges at @at.  Loops, not memmove: they move a few entries. */
static void remove_ranges(struct memmap *map, unsigned at, unsigned n)
{
    map->count -= n;
    for (unsigned i = at; i < map->count; i++)
        map->range[i] = map->range[i + n];
}

static uint64_t range_size(const struct mem_range *range)
{
    return range->end - range->start;
}

/* Make room in a full list for @fresh: give up the smallest range, which may
 * be @fresh itself.  Returns false in that case. */
static bool drop_smallest(struct memmap *map, unsigned *at,
                          struct mem_range fresh)
{
    unsigned least = 0;

    for (unsigned i = 1; i < map->count; i++) {
        if (range_size(&map->range[i]) < range_size(&map->range[least]))
            least = i;
    }
    map->dropped++;
    if (range_size(&fresh) <= range_size(&map->range[least])) {
        map->dropped_bytes += range_size(&fresh);
        return false;
    }
    map->dropped_bytes += range_size(&map->range[least]);
    remove_ranges(map, least, 1);
    if (least < *at)
        --*at;
    return true;
}

/* Insert @fresh, which touches no range of the list, before range @at. */
static void insert_range(struct memmap *map, unsigned at,
                         struct mem_range fresh)
{
    if (map->count == MEMMAP_RANGES_MAX && !drop_smallest(map, &at, fresh))
        return;
    for (unsigned i = map->count++; i > at; i--)
        map->range[i] = map->range[i - 1];
    map->range[at] = fresh;
}

/* Add RAM: join it with all ranges that it overlaps or touches. */
static void add_ram(struct memmap *map, struct mem_range fresh)
{
    unsigned first = 0, behind;

    while (first < map->count && map->range[first].end < fresh.start)
        first++;
    for (behind = first; behind < map->count; behind++) {
        struct mem_range *range = &map->range[behind];

        if (range->start > fresh.end)
            break;
        if (range->start < fresh.start)
            fresh.start = range->start;
        if (range->end > fresh.end)
            fresh.end = range->end;
    }
    if (behind == first) {
        insert_range(map, first, fresh);
        return;
    }
    map->range[first] = fresh;
    if (behind - first > 1)
        remove_ranges(map, first + 1, behind - first - 1);
}

static void add_entry(struct memmap *map, const struct mem_entry *entry)
{
    uint64_t end = entry->addr + entry->size;

    if (end < entry->addr || entry->addr >= MEMMAP_TOP || entry->size == 0)
        return;
    if (end > MEMMAP_TOP)
        end = MEMMAP_TOP;
    add_ram(map, (struct mem_range){entry->addr, end});
}

/* Trim all ranges inwards to pages and forget those of which nothing is left. */
static void trim(struct memmap *map)
{
    unsigned kept = 0;

    for (unsigned i = 0; i < map->count; i++) {
        struct mem_range range = map->range[i];

        range.start = page_up(range.start);
        range.end = page_down(range.end);
        if (range.start < range.end)
            map->range[kept++] = range;
    }
    map->count = kept;
}

void memmap_reserve(struct memmap *map, uint64_t start, uint64_t end)
{
    if (start >= end)
        return;
    start = page_down(start);
    end = page_up(end);

    unsigned i = 0;

    while (i < map->count && map->range[i].end <= start)
        i++;
    while (i < map->count && map->range[i].start < end) {
        struct mem_range *range = &map->range[i];
        struct mem_range tail = {end, range->end};

        if (range->start < start) {
            range->end = start;
            if (tail.start < tail.end) {
                insert_range(map, i + 1, tail);
                return;
            }
            i++;
        } else if (tail.start < tail.end) {
            *range = tail;
            return;
        } else {
            remove_ranges(map, i, 1);
        }
    }
}

void memmap_reserve_low(struct memmap *map)
{
    memmap_reserve(map, 0, MEMMAP_PAGE);
    memmap_reserve(map, 0xa0000, 0x100000);
}

static void reserve_entry(struct memmap *map, const struct mem_entry *entry)
{
    uint64_t end = entry->addr + entry->size;

    if (end < entry->addr)
        end = UINT64_MAX;
    memmap_reserve(map, entry->addr, end);
}

int memmap_from_entries(const struct mem_entry *entries, unsigned count,
                        struct memmap *map, struct boot_error *err)
{
    map->count = map->dropped = 0;
    map->dropped_bytes = 0;
    if (count > MEMMAP_ENTRIES_MAX) {
        return boot_fail(err, BOOT_MAP_MANY, NULL, count, MEMMAP_ENTRIES_MAX,
                         0);
    }
    for (unsigned i = 0; i < count; i++) {
        if (entries[i].type == MEM_TYPE_RAM)
            add_entry(map, &entries[i]);
    }
    for (unsigned i = 0; i < count; i++) {
        if (entries[i].type != MEM_TYPE_RAM)
            reserve_entry(map, &entries[i]);
    }
    trim(map);
    if (map->count == 0)
        return boot_fail(err, BOOT_MAP_NO_RAM, NULL, count, 0, 0);
    return 0;
}

uint64_t memmap_total(const struct memmap *map)
{
    uint64_t total = 0;

    for (unsigned i = 0; i < map->count; i++)
        total += range_size(&map->range[i]);
    return total;
}

bool memmap_contains(const struct memmap *map, uint64_t start, uint64_t end)
{
    for (unsigned i = 0; i < map->count && start < end; i++) {
        if (start < map->range[i].end)
            return start >= map->range[i].start && end <= map->range[i].end;
    }
    return false;
}

/*
 * memmap.c - free RAM as a sorted list of disjoint ranges.
 *
 * One operation does everything: replace the ranges that touch an interval by
 * their union with it (RAM) or by what lies outside it (not RAM).  All RAM
 * entries go in at byte granularity, then every other entry is cut out, rounded
 * outwards to pages; last, each range is trimmed inwards to pages.  So RAM that
 * is whole only together (two halves of a page) counts, and nothing that any
 * entry calls reserved does.  Keeping the list sorted costs less than sorting
 * the handful of entries that machines have; there are few branches because
 * under TCG each new piece of code costs more than running it.
 */
#include "boot/memmap.h"

#include <stddef.h>

#define PAGE_MASK (MEMMAP_PAGE - 1)

/* Inlined, update() would be two pieces of code to touch, and drop_smallest()
 * would crowd its registers. */
#define NOINLINE __attribute__((noinline))

static uint64_t min(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

static uint64_t max(uint64_t a, uint64_t b)
{
    return a > b ? a : b;
}

static uint64_t range_size(const struct mem_range *range)
{
    return range->end - range->start;
}

/* The list is one longer than it may be: give up the smallest range. */
static NOINLINE void drop_smallest(struct memmap *map)
{
    unsigned least = 0;

    for (unsigned i = 1; i < map->count; i++) {
        if (range_size(&map->range[i]) < range_size(&map->range[least]))
            least = i;
    }
    map->dropped++;
    map->dropped_bytes += range_size(&map->range[least]);
    map->count--;
    for (unsigned i = least; i < map->count; i++)
        map->range[i] = map->range[i + 1];
}

/* Make room for one range at @at. */
static void open_gap(struct memmap *map, unsigned at)
{
    for (unsigned i = map->count++; i > at; i--)
        map->range[i] = map->range[i - 1];
}

/* Take @n ranges away from @at on. */
static void close_gap(struct memmap *map, unsigned at, unsigned n)
{
    map->count -= n;
    for (unsigned i = at; i < map->count; i++)
        map->range[i] = map->range[i + n];
}

/*
 * Join [@start, @end) to the list (@ram), or cut it out.
 *
 * The ranges that overlap or touch it, [first, behind) in the list, give way
 * to what stays of the union [low, high): all of it, or head and tail around
 * the cut.  At most one range more than before results.
 */
static NOINLINE void update(struct memmap *map, uint64_t start, uint64_t end,
                            bool ram)
{
    uint64_t low = start, high = end;
    unsigned first = 0, behind = 0;

    for (unsigned i = 0; i < map->count; i++) {
        first += map->range[i].end < start;
        behind += map->range[i].start <= end;
    }
    if (first < behind) {
        low = min(low, map->range[first].start);
        high = max(high, map->range[behind - 1].end);
    } else if (!ram) {
        return;
    }

    struct mem_range head = {low, ram ? high : start};
    struct mem_range tail = {ram ? high : end, high};
    unsigned old = behind - first;
    unsigned n = (head.start < head.end) + (tail.start < tail.end);

    if (n > old)
        open_gap(map, behind);
    map->range[first] = head.start < head.end ? head : tail;
    if (n > 1)
        map->range[first + 1] = tail;
    if (n < old)
        close_gap(map, first + n, old - n);
    if (map->count > MEMMAP_RANGES_MAX)
        drop_smallest(map);
}

static void add_entry(struct memmap *map, const struct mem_entry *entry)
{
    bool ram = entry->type == MEM_TYPE_RAM;
    uint64_t start = min(entry->addr, MEMMAP_TOP);
    uint64_t end = entry->addr + entry->size;

    if (end < entry->addr)
        end = ram ? 0 : MEMMAP_TOP;
    end = min(end, MEMMAP_TOP);
    if (start >= end)
        return;
    if (ram)
        update(map, start, end, true);
    else
        memmap_reserve(map, start, end);
}

/* Trim all ranges inwards to pages; forget those of which nothing is left. */
static void trim(struct memmap *map)
{
    unsigned kept = 0;

    for (unsigned i = 0; i < map->count; i++) {
        uint64_t start = (map->range[i].start + PAGE_MASK) & ~PAGE_MASK;
        uint64_t end = map->range[i].end & ~PAGE_MASK;

        map->range[kept] = (struct mem_range){start, end};
        kept += start < end;
    }
    map->count = kept;
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
    for (unsigned pass = 0; pass < 2; pass++) {
        for (unsigned i = 0; i < count; i++) {
            if ((entries[i].type != MEM_TYPE_RAM) == pass)
                add_entry(map, &entries[i]);
        }
    }
    trim(map);
    if (map->count == 0)
        return boot_fail(err, BOOT_MAP_NO_RAM, NULL, count, 0, 0);
    return 0;
}

void memmap_reserve(struct memmap *map, uint64_t start, uint64_t end)
{
    if ((start >= end) | (start >= MEMMAP_TOP))
        return;
    end = (min(end, MEMMAP_TOP) + PAGE_MASK) & ~PAGE_MASK;
    update(map, start & ~PAGE_MASK, end, false);
}

void memmap_reserve_low(struct memmap *map)
{
    memmap_reserve(map, 0, MEMMAP_PAGE);
    memmap_reserve(map, 0xa0000, 0x100000);
}

void memmap_keep(struct memmap *map, uint64_t bytes)
{
    unsigned kept = 0;

    bytes &= ~PAGE_MASK;
    for (; kept < map->count && bytes > 0; kept++) {
        struct mem_range *range = &map->range[kept];
        uint64_t size = min(range_size(range), bytes);

        range->end = range->start + size;
        bytes -= size;
    }
    map->count = kept;
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
    for (unsigned i = 0; i < map->count; i++) {
        if (start < map->range[i].end) {
            return (start < end) & (start >= map->range[i].start) &
                   (end <= map->range[i].end);
        }
    }
    return false;
}

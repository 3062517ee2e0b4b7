/*
 * prove_memmap.c - the list of free RAM is right, whatever the map says.
 *
 * By induction: memmap_from_entries() and memmap_reserve() are runs of update()
 * with trim() at the end. prove_update() takes any list that a run may have
 * reached, not only those that few entries make, and any interval; so what it
 * proves holds after any number of entries. prove_add_entry() and prove_trim()
 * do the same for add_entry() and trim(). prove_entries() then looks at whole
 * runs from the entries to the list, and prove_crowded() at runs in which
 * ranges must be given up.
 *
 * Assumed: what struct memmap promises of a list between two updates (valid()),
 * and nothing else. Entries may have any address, size and type.
 *
 * Bounds: lists of at most MEMMAP_RANGES_MAX ranges and ENTRIES entries, for
 * which the proof lines put small numbers; nothing in memmap.c depends on how
 * large they are. Where SCALED, the machine is small too: pages of 4 bytes,
 * RAM ends at 64 (MEMMAP_PAGE, MEMMAP_TOP), and numbers are those of 8 bits,
 * sign-extended to 64, so that sums still wrap. memmap.c compares addresses,
 * copies them, and rounds them by these two constants, so each order in which
 * the ends of 4 ranges may lie is among them. Proofs without SCALED have full
 * 64-bit numbers.
 */
// scaled: MEMMAP_PAGE:=4ULL MEMMAP_TOP:=64ULL -DNUMBER=int8_t
// proof: prove_update SCALED MEMMAP_RANGES_MAX:=4 --unwind 6 NOWRAP
// proof: prove_reserve SCALED MEMMAP_RANGES_MAX:=3 --unwind 5
// proof: prove_add_entry SCALED MEMMAP_RANGES_MAX:=3 --unwind 5
// proof: prove_trim MEMMAP_RANGES_MAX:=4 --unwind 6
// proof: prove_contains MEMMAP_RANGES_MAX:=4 --unwind 6 NOWRAP
// proof: prove_entries SCALED MEMMAP_RANGES_MAX:=2 -DENTRIES=2 --unwind 4
// proof: prove_crowded SCALED MEMMAP_RANGES_MAX:=1 -DENTRIES=2 --unwind 4
// proof: prove_too_many --unwind 1

#include "boot/memmap.c"

#include "boot/error.c"
#include "tests/prove/prove.h"

#ifndef ENTRIES
#define ENTRIES 1
#endif
#ifndef NUMBER
#define NUMBER int64_t
#endif

static uint64_t any_number(void)
{
    NUMBER any;

    return (uint64_t)(int64_t)any;
}

/* Ascending, disjoint, not touching, not empty: before trim(), to the byte. */
static bool valid(const struct memmap *map)
{
    bool ok = map->count <= MEMMAP_RANGES_MAX;
    uint64_t last = 0;

    for (unsigned i = 0; i < MEMMAP_RANGES_MAX; i++) {
        const struct mem_range *r = &map->range[i];
        bool fine = (r->start < r->end) & (r->end <= MEMMAP_TOP) &
                    ((last < r->start) | (i == 0));

        ok &= fine | (i >= map->count);
        last = r->end;
    }
    return ok;
}

static bool aligned(const struct memmap *map)
{
    bool ok = true;

    for (unsigned i = 0; i < map->count; i++)
        ok &= ((map->range[i].start | map->range[i].end) & PAGE_MASK) == 0;
    return ok;
}

static bool holds(const struct memmap *map, uint64_t at)
{
    bool held = false;

    for (unsigned i = 0; i < map->count; i++)
        held |= at >= map->range[i].start && at < map->range[i].end;
    return held;
}

/* No range in the list is smaller than @size. */
static bool all_at_least(const struct memmap *map, uint64_t size)
{
    bool ok = true;

    for (unsigned i = 0; i < map->count; i++)
        ok &= map->range[i].end - map->range[i].start >= size;
    return ok;
}

/* Counters far from their ends: no map has 2^16 entries. */
static void assume_list(struct memmap *map)
{
    for (unsigned i = 0; i < MEMMAP_RANGES_MAX; i++)
        map->range[i] = (struct mem_range){any_number(), any_number()};
    ASSUME(valid(map));
    ASSUME(map->dropped < 1u << 16 && map->dropped_bytes < MEMMAP_TOP << 16);
}

/* Every byte is in the list afterwards exactly if it must be; at most one range
 * is given up, only from a full list, and it is the smallest. */
void prove_update(void)
{
    struct memmap map, before;
    uint64_t start = any_number(), end = any_number(), at = any_number();
    bool ram = any_bool();

    assume_list(&map);
    ASSUME(start < end && end <= MEMMAP_TOP);
    before = map;
    update(&map, start, end, ram);

    bool is = holds(&map, at);
    bool must = at >= start && at < end ? ram : holds(&before, at);
    uint64_t lost = map.dropped_bytes - before.dropped_bytes;

    PROVE(valid(&map));
    PROVE(must || !is);
    if (map.dropped == before.dropped) {
        PROVE(is == must && lost == 0);
    } else {
        PROVE(map.dropped == before.dropped + 1);
        PROVE(map.count == MEMMAP_RANGES_MAX && lost > 0);
        PROVE(all_at_least(&map, lost));
    }
}

/* Pages that were in the list as a whole stay, and nothing else. */
void prove_trim(void)
{
    struct memmap map, before;
    uint64_t at = any_number();

    assume_list(&map);
    before = map;
    trim(&map);

    uint64_t page = at & ~PAGE_MASK;

    PROVE(valid(&map) && aligned(&map));
    PROVE(holds(&map, at) ==
          memmap_contains(&before, page, page + PAGE_MASK + 1));
}

/* The same as update(), rounded outwards, for any two numbers. */
void prove_reserve(void)
{
    struct memmap map, before;
    uint64_t start = any_number(), end = any_number(), at = any_number();

    assume_list(&map);
    ASSUME(aligned(&map));
    before = map;
    memmap_reserve(&map, start, end);

    uint64_t page = at & ~PAGE_MASK;
    bool hit = start < end && start <= (page | PAGE_MASK) && end > page;

    PROVE(valid(&map) && aligned(&map));
    PROVE(!hit || !holds(&map, at));
    PROVE(!holds(&map, at) || holds(&before, at));
    if (!hit && map.dropped == before.dropped)
        PROVE(holds(&map, at) == holds(&before, at));
}

/* The answer is yes exactly if each byte is in the list, and the sum is that of
 * the ranges. */
void prove_contains(void)
{
    struct memmap map;
    uint64_t start = any_number(), end = any_number(), at = any_number();
    uint64_t sum = 0;

    assume_list(&map);

    bool yes = memmap_contains(&map, start, end);
    bool in = at >= start && at < end;

    PROVE(!yes || start < end);
    PROVE(!(yes && in) || holds(&map, at));
    /* No: empty, or one of the ends is outside, or there is a gap, and the
     * byte before a gap is the last of a range. */
    bool gap = false;
    for (unsigned i = 0; i < map.count; i++)
        gap |= map.range[i].end > start && map.range[i].end < end;
    if (start < end && !yes)
        PROVE(!holds(&map, start) || !holds(&map, end - 1) || gap);
    for (unsigned i = 0; i < map.count; i++)
        sum += map.range[i].end - map.range[i].start;
    PROVE(memmap_total(&map) == sum && sum <= MEMMAP_TOP);
}

/* Is the byte at @at RAM by an entry that does not wrap? */
static bool is_ram(const struct mem_entry *e, unsigned n, uint64_t at)
{
    bool ram = false;

    for (unsigned i = 0; i < n; i++) {
        ram |= e[i].type == MEM_TYPE_RAM &&
               e[i].size <= UINT64_MAX - e[i].addr && at >= e[i].addr &&
               at < e[i].addr + e[i].size;
    }
    return ram;
}

/* Does an entry of another type have a byte in the page at @page? */
static bool is_taken(const struct mem_entry *e, unsigned n, uint64_t page)
{
    bool taken = false;

    for (unsigned i = 0; i < n; i++) {
        bool wraps = e[i].addr + e[i].size < e[i].addr;

        taken |= e[i].type != MEM_TYPE_RAM && e[i].size > 0 &&
                 e[i].addr <= (page | PAGE_MASK) &&
                 (wraps || e[i].addr + e[i].size > page);
    }
    return taken;
}

/* A RAM entry adds its bytes, any other takes the pages that it touches. */
void prove_add_entry(void)
{
    struct memmap map, before;
    struct mem_entry e = {.addr = any_number(), .size = any_number()};
    uint64_t at = any_number();
    uint32_t type;

    e.type = type;
    assume_list(&map);
    before = map;
    add_entry(&map, &e);

    bool must = (holds(&before, at) | (is_ram(&e, 1, at) & (at < MEMMAP_TOP))) &
                !is_taken(&e, 1, at & ~PAGE_MASK);

    PROVE(valid(&map));
    PROVE(must || !holds(&map, at));
    if (map.dropped == before.dropped)
        PROVE(holds(&map, at) == must);
}

/* The first byte from @at on that no RAM entry has, or @end. */
static uint64_t ram_from(const struct mem_entry *e, unsigned n, uint64_t at,
                         uint64_t end)
{
    for (unsigned round = 0; round < n; round++) {
        for (unsigned i = 0; i < n; i++) {
            if (e[i].type == MEM_TYPE_RAM &&
                e[i].size <= UINT64_MAX - e[i].addr && at >= e[i].addr &&
                at < e[i].addr + e[i].size)
                at = e[i].addr + e[i].size;
        }
    }
    return at < end ? at : end;
}

/* In the list is RAM, only RAM, and all of it unless ranges were dropped. */
static void check_list(const struct mem_entry *e, unsigned n,
                       const struct memmap *map)
{
    uint64_t at = any_number();
    uint64_t page = at & ~PAGE_MASK;
    bool is = holds(map, at);

    PROVE(valid(map) && aligned(map));
    PROVE(!is || is_ram(e, n, at));
    PROVE(!is || !is_taken(e, n, page));
    ASSUME(page < MEMMAP_TOP);
    if (!is && !is_taken(e, n, page) && map->dropped == 0)
        PROVE(ram_from(e, n, page, page + MEMMAP_PAGE) < page + MEMMAP_PAGE);
}

static void run_entries(struct memmap *map)
{
    struct mem_entry entry[ENTRIES];
    struct boot_error err;
    unsigned n = ENTRIES;

    for (unsigned i = 0; i < ENTRIES; i++) {
        entry[i].addr = any_number();
        entry[i].size = any_number();
    }

    int rc = memmap_from_entries(entry, n, map, &err);

    PROVE(rc == (map->count ? 0 : -BOOT_MAP_NO_RAM));
    check_list(entry, n, map);
}

void prove_entries(void)
{
    struct memmap map;

    run_entries(&map);
    PROVE(map.dropped == 0 && map.dropped_bytes == 0);
}

void prove_crowded(void)
{
    struct memmap map;

    run_entries(&map);
}

/* More entries than are accepted are not even looked at. */
void prove_too_many(void)
{
    struct memmap map;
    struct boot_error err;
    unsigned n;

    ASSUME(n > MEMMAP_ENTRIES_MAX);
    PROVE(memmap_from_entries(NULL, n, &map, &err) == -BOOT_MAP_MANY);
    PROVE(err.a == n && err.b == MEMMAP_ENTRIES_MAX);
}

/*
 * test_memmap.c - sorting out memory maps, by example and against a model.
 */
// links: boot/memmap.c boot/error.c

#include "boot/memmap.h"
#include "tests/check.h"
#include "tests/memmap_model.h"
#include "tests/unit/random.h"

#include <stdlib.h>
#include <string.h>

#define RAM           1
#define RES           2

#define COUNT(array)  (sizeof(array) / sizeof((array)[0]))
#define FROM(entries) memmap_from_entries(entries, COUNT(entries), &map, &err)
#define IS(i, low, high)                                                       \
    (map.range[i].start == (low) && map.range[i].end == (high))

static struct memmap map;
static struct boot_error err;

TEST(sorts_and_joins)
{
    struct mem_entry e[] = {{0x100000, 0x100000, RAM},
                            {0, 0x9f000, RAM},
                            {0x300000, 0x1000, RAM},
                            {0x200000, 0x100000, RAM}};

    CHECK(FROM(e) == 0);
    CHECK(map.count == 2);
    CHECK(IS(0, 0, 0x9f000));
    CHECK(IS(1, 0x100000, 0x301000));
    CHECK(memmap_total(&map) == 0x9f000 + 0x201000);
    CHECK(map.dropped == 0 && map.dropped_bytes == 0);
}

TEST(duplicates_and_overlaps_count_once)
{
    struct mem_entry e[] = {{0x1000, 0x5000, RAM},
                            {0x1000, 0x5000, RAM},
                            {0x4000, 0x4000, RAM},
                            {0x2000, 0x1000, RAM}};

    CHECK(FROM(e) == 0);
    CHECK(map.count == 1 && IS(0, 0x1000, 0x8000));
}

TEST(one_entry_joins_many)
{
    struct mem_entry e[] = {{0x1000, 0x1000, RAM},
                            {0x3000, 0x1000, RAM},
                            {0x5000, 0x1000, RAM},
                            {0x9000, 0x1000, RAM},
                            {0x2000, 0x4000, RAM}};

    CHECK(FROM(e) == 0);
    CHECK(map.count == 2 && IS(0, 0x1000, 0x6000) && IS(1, 0x9000, 0xa000));
}

TEST(ram_is_rounded_inwards)
{
    struct mem_entry e[] = {{0, 0x9fc00, RAM}, {0x100001, 0x2fff, RAM}};

    CHECK(FROM(e) == 0);
    CHECK(map.count == 2 && IS(0, 0, 0x9f000) && IS(1, 0x101000, 0x103000));
}

TEST(two_halves_make_a_page)
{
    struct mem_entry e[] = {{0x1800, 0x800, RAM}, {0x1000, 0x800, RAM}};

    CHECK(FROM(e) == 0);
    CHECK(map.count == 1 && IS(0, 0x1000, 0x2000));
}

TEST(other_types_are_rounded_outwards_and_win)
{
    for (uint32_t type = 0; type < 9; type++) {
        struct mem_entry e[] = {{0x10fff, 2, type}, {0, 0x20000, RAM}};

        if (type == RAM)
            continue;
        CHECK(FROM(e) == 0);
        CHECK(map.count == 2);
        CHECK(IS(0, 0, 0x10000) && IS(1, 0x12000, 0x20000));
    }
}

TEST(empty_entries_mean_nothing)
{
    struct mem_entry e[] = {
        {0x5000, 0, RES}, {0, 0, 0}, {0x1000, 0x8000, RAM}, {0x20000, 0, RAM}};

    CHECK(FROM(e) == 0);
    CHECK(map.count == 1 && IS(0, 0x1000, 0x9000));
}

TEST(wrapping_ram_is_not_believed)
{
    struct mem_entry e[] = {{0x1000, 0x1000, RAM},
                            {0x2000, UINT64_MAX - 0x1000, RAM}};

    CHECK(FROM(e) == 0);
    CHECK(map.count == 1 && IS(0, 0x1000, 0x2000));
}

TEST(a_wrapping_hole_reserves_to_the_top)
{
    struct mem_entry e[] = {{0x5000, UINT64_MAX, RES}, {0, 0x100000000, RAM}};

    CHECK(FROM(e) == 0);
    CHECK(map.count == 1 && IS(0, 0, 0x5000));
}

TEST(nothing_above_the_top)
{
    struct mem_entry e[] = {{0x1000, UINT64_MAX - 0x1000, RAM},
                            {MEMMAP_TOP, 0x100000, RAM},
                            {MEMMAP_TOP + 0x5000, 0x100000, RES},
                            {UINT64_MAX - 0x1fff, 0x1000, RES}};

    CHECK(FROM(e) == 0);
    CHECK(map.count == 1 && IS(0, 0x1000, MEMMAP_TOP));
}

TEST(no_ram_is_refused)
{
    struct mem_entry reserved[] = {{0, 0x100000, RES}, {0, 0, 0}};
    struct mem_entry small[] = {{0x1001, 0x1ffe, RAM}};
    struct mem_entry hidden[] = {{0x1000, 0x1000, RAM}, {0, 0x10000, RES}};

    CHECK(FROM(reserved) == -BOOT_MAP_NO_RAM && err.a == 2);
    CHECK(FROM(small) == -BOOT_MAP_NO_RAM);
    CHECK(FROM(hidden) == -BOOT_MAP_NO_RAM);
    CHECK(memmap_from_entries(NULL, 0, &map, &err) == -BOOT_MAP_NO_RAM);
}

TEST(too_many_entries_are_refused)
{
    static struct mem_entry e[10000];

    CHECK(memmap_from_entries(e, 10000, &map, &err) == -BOOT_MAP_MANY);
    CHECK(err.code == BOOT_MAP_MANY && err.a == 10000 && err.b == 256);
    e[255] = (struct mem_entry){0x1000, 0x1000, RAM};
    CHECK(memmap_from_entries(e, MEMMAP_ENTRIES_MAX, &map, &err) == 0);
    CHECK(map.count == 1);
}

TEST(the_smallest_ranges_are_dropped)
{
    struct mem_entry e[MEMMAP_ENTRIES_MAX];

    /* 256 ranges of 1..256 pages: the 128 smallest must go. */
    for (unsigned i = 0; i < COUNT(e); i++) {
        unsigned pages = 1 + (i * 37) % 256;

        e[i] = (struct mem_entry){i * 0x1000000ULL, pages * 0x1000ULL, RAM};
    }
    CHECK(FROM(e) == 0);
    CHECK(map.count == MEMMAP_RANGES_MAX && map.dropped == 128);
    CHECK(map.dropped_bytes == 128 * 129 / 2 * 0x1000);
    CHECK(model_is_well_formed(&map));
    for (unsigned i = 0; i < map.count; i++)
        CHECK(map.range[i].end - map.range[i].start > 128 * 0x1000);
}

TEST(splitting_a_full_list_drops_one)
{
    struct mem_entry e[MEMMAP_RANGES_MAX];

    for (unsigned i = 0; i < COUNT(e); i++)
        e[i] = (struct mem_entry){i * 0x10000, 0x8000, RAM};
    CHECK(FROM(e) == 0);
    CHECK(map.count == MEMMAP_RANGES_MAX && map.dropped == 0);
    memmap_reserve(&map, 0x52000, 0x53000);
    CHECK(map.count == MEMMAP_RANGES_MAX && map.dropped == 1);
    CHECK(map.dropped_bytes == 0x2000);
    CHECK(!memmap_contains(&map, 0x50000, 0x52000));
    CHECK(memmap_contains(&map, 0x53000, 0x58000));
    CHECK(model_is_well_formed(&map));
}

TEST(reserve)
{
    struct mem_entry e[] = {{0x1000, 0xf000, RAM}, {0x20000, 0x10000, RAM}};

    CHECK(FROM(e) == 0);
    memmap_reserve(&map, 0x5000, 0x5000);
    memmap_reserve(&map, 0x6000, 0x5000);
    memmap_reserve(&map, 0x11000, 0x1f000);
    memmap_reserve(&map, 0x30000, UINT64_MAX);
    CHECK(map.count == 2 && memmap_total(&map) == 0x1f000);
    memmap_reserve(&map, 0x4fff, 0x5001);
    CHECK(map.count == 3 && IS(0, 0x1000, 0x4000) && IS(1, 0x6000, 0x10000));
    memmap_reserve(&map, 0x3000, 0x21000);
    CHECK(map.count == 2 && IS(0, 0x1000, 0x3000) && IS(1, 0x21000, 0x30000));
    memmap_reserve(&map, 0, UINT64_MAX);
    CHECK(map.count == 0 && memmap_total(&map) == 0);
}

TEST(reserve_low)
{
    struct mem_entry e[] = {{0, 0x8000000, RAM}};

    CHECK(FROM(e) == 0);
    memmap_reserve_low(&map);
    CHECK(map.count == 2);
    CHECK(IS(0, 0x1000, 0xa0000) && IS(1, 0x100000, 0x8000000));
}

TEST(keep_takes_from_the_top)
{
    struct mem_entry e[] = {{0, 0x9000, RAM}, {0x100000, 0x10000, RAM}};

    CHECK(FROM(e) == 0);
    memmap_keep(&map, 0x19000);
    CHECK(map.count == 2 && memmap_total(&map) == 0x19000);
    memmap_keep(&map, 0xafff);
    CHECK(map.count == 2 && IS(0, 0, 0x9000) && IS(1, 0x100000, 0x101000));
    memmap_keep(&map, 0x9000);
    CHECK(map.count == 1 && IS(0, 0, 0x9000));
    memmap_keep(&map, 0xfff);
    CHECK(map.count == 0);
}

TEST(contains)
{
    struct mem_entry e[] = {{0x1000, 0x2000, RAM}, {0x5000, 0x2000, RAM}};

    CHECK(FROM(e) == 0);
    CHECK(memmap_contains(&map, 0x1000, 0x3000));
    CHECK(memmap_contains(&map, 0x5001, 0x5002));
    CHECK(!memmap_contains(&map, 0x1000, 0x3001));
    CHECK(!memmap_contains(&map, 0xfff, 0x2000));
    CHECK(!memmap_contains(&map, 0x2000, 0x6000));
    CHECK(!memmap_contains(&map, 0x7000, 0x7001));
    CHECK(!memmap_contains(&map, 0x5000, 0x5000));
    CHECK(!memmap_contains(&map, 0x6000, 0x5000));
}

/* Places where entries of random maps gather. */
static const uint64_t base[] = {0, 0xfff00000, MEMMAP_TOP - 0x10000,
                                UINT64_MAX - 0x20000};

static uint64_t random_size(uint64_t *seed)
{
    switch (random_below(seed, 8)) {
    case 0:
        return 0;
    case 1:
        return random_next(seed);
    case 2:
        return random_below(seed, 0x1001);
    default:
        return random_below(seed, 0x20) * 0x1000;
    }
}

static void random_map(uint64_t *seed, struct mem_entry *e, unsigned n)
{
    for (unsigned i = 0; i < n; i++) {
        uint64_t addr = base[random_below(seed, COUNT(base))];

        addr += random_below(seed, 0x40) * 0x1000;
        if (random_below(seed, 3) == 0)
            addr += random_below(seed, 0x1000);
        e[i].addr = addr;
        e[i].size = random_size(seed);
        e[i].type = random_below(seed, 3) ? RAM : random_below(seed, 6);
    }
}

static bool all_pages_agree(const struct mem_entry *e, unsigned n)
{
    for (unsigned i = 0; i < n; i++) {
        if (!model_agrees(e, n, &map, e[i].addr) ||
            !model_agrees(e, n, &map, e[i].addr + e[i].size))
            return false;
    }
    return model_agrees(e, n, &map, 0) &&
           model_agrees(e, n, &map, MEMMAP_TOP) &&
           model_agrees(e, n, &map, UINT64_MAX);
}

TEST(random_maps_agree_with_the_model)
{
    uint64_t seed = 1;
    struct mem_entry e[32];

    for (unsigned round = 0; round < 4000; round++) {
        unsigned n = random_below(&seed, COUNT(e) + 1);

        random_map(&seed, e, n);

        int rc = memmap_from_entries(e, n, &map, &err);

        if (!CHECK(rc == 0 || rc == -BOOT_MAP_NO_RAM) ||
            !CHECK((rc == 0) == (map.count > 0)) ||
            !CHECK(model_is_well_formed(&map)) || !CHECK(map.dropped == 0) ||
            !CHECK(all_pages_agree(e, n)))
            return;
    }
}

TEST(crowded_maps_never_invent_ram)
{
    uint64_t seed = 2;
    static struct mem_entry e[MEMMAP_ENTRIES_MAX];
    unsigned dropped = 0;

    for (unsigned round = 0; round < 40; round++) {
        for (unsigned i = 0; i < COUNT(e); i++) {
            e[i].addr = random_below(&seed, 0x1000) * 0x1800;
            e[i].size = random_below(&seed, 4) * 0x1800;
            e[i].type = i % 8 ? RAM : RES;
        }
        CHECK(FROM(e) == 0);
        dropped += map.dropped;
        if (!CHECK(model_is_well_formed(&map)) ||
            !CHECK(all_pages_agree(e, COUNT(e))))
            return;
    }
    CHECK(dropped > 0);
}

/* Reserving must be the same as an entry of that range in the input. */
TEST(reserve_is_like_a_reserved_entry)
{
    uint64_t seed = 3;
    struct mem_entry e[12];

    for (unsigned round = 0; round < 2000; round++) {
        random_map(&seed, e, COUNT(e));
        for (unsigned i = 9; i < COUNT(e); i++)
            e[i].type = RES;
        if (memmap_from_entries(e, 9, &map, &err))
            continue;
        for (unsigned i = 9; i < COUNT(e); i++)
            memmap_reserve(&map, e[i].addr, model_end(&e[i]));
        if (!CHECK(model_is_well_formed(&map)) ||
            !CHECK(all_pages_agree(e, COUNT(e))))
            return;
    }
}

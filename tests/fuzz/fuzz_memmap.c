/*
 * fuzz_memmap.c - any map against the page-by-page model.
 *
 * Input: packed 20-byte e820 entries, as in fw_cfg's etc/e820; those of type
 * 0xff are reserved afterwards by memmap_reserve() instead.
 */
// links: boot/memmap.c boot/e820.c boot/error.c

#include "boot/e820.h"
#include "boot/memmap.h"
#include "tests/fuzz/fuzz.h"
#include "tests/memmap_model.h"

#define TYPE_LATER 0xff

static struct mem_entry entries[MEMMAP_ENTRIES_MAX];
static unsigned count;

/* Moves the entries to reserve later to the end; returns how many stay. */
static unsigned split(void)
{
    unsigned n = count;

    for (unsigned i = 0; i < n;) {
        if (entries[i].type == TYPE_LATER) {
            struct mem_entry later = entries[i];

            entries[i] = entries[--n];
            entries[n] = later;
        } else {
            i++;
        }
    }
    return n;
}

static void compare(const struct memmap *map, unsigned n)
{
    uint64_t total = 0;

    MUST(model_is_well_formed(map));
    for (unsigned i = 0; i < n; i++) {
        MUST(model_agrees(entries, n, map, entries[i].addr));
        MUST(model_agrees(entries, n, map, entries[i].addr + entries[i].size));
    }
    for (unsigned i = 0; i < map->count; i++)
        total += map->range[i].end - map->range[i].start;
    MUST(total == memmap_total(map));
    MUST((map->dropped == 0) == (map->dropped_bytes == 0));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct memmap map;
    struct boot_error err;

    size -= size % E820_ENTRY_SIZE;
    if (e820_parse(data, size, entries, &count, &err))
        return 0;

    unsigned n = split();
    int rc = memmap_from_entries(entries, n, &map, &err);

    MUST(rc == 0 || rc == -BOOT_MAP_NO_RAM);
    MUST((rc == 0) == (map.count > 0));
    compare(&map, n);
    for (; n < count; n++) {
        memmap_reserve(&map, entries[n].addr, model_end(&entries[n]));
        compare(&map, n + 1);
    }
    memmap_reserve_low(&map);
    MUST(model_is_well_formed(&map));
    MUST(!memmap_contains(&map, 0, 1) &&
         !memmap_contains(&map, 0xb8000, 0xb8001));
    return 0;
}

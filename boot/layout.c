/*
 * layout.c - image, modules and loader tables against the map.
 *
 * The loaders check none of this: QEMU starts an image whose .bss reaches
 * beyond RAM, and the guest hangs.
 */
#include "boot/layout.h"

#include <stdbool.h>
#include <stddef.h>

#define LOW_END 0x100000 /* below: firmware's land, holes in maps are normal */
#define MIB     0x100000

/* SeaBIOS keeps its ACPI tables in the last 128 KiB of low RAM. */
#define FIRMWARE_TOP 0x20000

static bool overlaps(struct mem_range a, struct mem_range b)
{
    return a.start < b.end && b.start < a.end;
}

/* The end of @entry; one that wraps reaches to the top. */
static uint64_t entry_end(const struct mem_entry *entry)
{
    uint64_t end = entry->addr + entry->size;

    return end < entry->addr ? UINT64_MAX : end;
}

/* Do entries of any type, taken together, cover all of @range? */
static bool covered(const struct mem_entry *entries, unsigned count,
                    struct mem_range range)
{
    bool progress = true;

    while (progress) {
        progress = false;
        for (unsigned i = 0; i < count; i++) {
            uint64_t end = entry_end(&entries[i]);

            if (entries[i].addr > range.start || end <= range.start)
                continue;
            if (end >= range.end)
                return true;
            range.start = end;
            progress = true;
        }
    }
    return false;
}

/* Is there RAM in @range, which is covered, or does the run of adjoining
 * entries below it lead down to RAM?  Flash and MMIO windows have holes below
 * them. */
static bool on_ram(const struct mem_entry *entries, unsigned count,
                   struct mem_range range)
{
    bool progress = true;

    while (progress) {
        progress = false;
        for (unsigned i = 0; i < count; i++) {
            uint64_t start = entries[i].addr, end = entry_end(&entries[i]);

            if (start == end || start >= range.end || end < range.start)
                continue;
            if (entries[i].type == MEM_TYPE_RAM)
                return true;
            if (start < range.start) {
                range.start = start;
                progress = true;
            }
        }
    }
    return false;
}

static int check_image(const struct memmap *map, struct mem_range image,
                       struct boot_error *err)
{
    uint64_t ram_end = image.start;

    if (memmap_contains(map, image.start, image.end))
        return 0;
    for (unsigned i = 0; i < map->count; i++) {
        if (map->range[i].start <= image.start &&
            map->range[i].end > image.start)
            ram_end = map->range[i].end;
    }
    uint64_t need = (image.end + FIRMWARE_TOP + MIB - 1) / MIB;

    return boot_fail(err, BOOT_IMAGE_NOT_IN_RAM, NULL, need, image.end,
                     ram_end);
}

static int check_tables(const struct start_info *si,
                        const struct mem_entry *entries, unsigned count,
                        struct mem_range image, struct boot_error *err)
{
    for (unsigned i = 0; i < START_INFO_SOURCES; i++) {
        struct mem_range table = si->source[i];

        if (table.start == table.end)
            continue;
        if (overlaps(table, image)) {
            return boot_fail(err, BOOT_TABLE_OVER_IMAGE,
                             start_info_source_name(i), table.start,
                             image.start, image.end);
        }
        if (table.end > LOW_END && !covered(entries, count, table)) {
            return boot_fail(err, BOOT_TABLE_NOT_IN_MAP,
                             start_info_source_name(i), table.start,
                             table.end - table.start, 0);
        }
    }
    return 0;
}

static struct mem_range module_range(const struct start_info *si, unsigned i)
{
    uint64_t paddr = si->module[i].paddr;

    return (struct mem_range){paddr, paddr + si->module[i].size};
}

static int check_module(const struct start_info *si, unsigned i,
                        const struct mem_entry *entries, unsigned count,
                        struct mem_range image, struct boot_error *err)
{
    struct mem_range module = module_range(si, i);
    uint64_t size = si->module[i].size;

    if (overlaps(module, image)) {
        return boot_fail(err, BOOT_MODULE_OVER_IMAGE, NULL, module.start,
                         image.start, image.end);
    }
    if (!covered(entries, count, module) || !on_ram(entries, count, module)) {
        return boot_fail(err, BOOT_MODULE_NOT_IN_RAM, NULL, module.start, size,
                         i);
    }
    for (unsigned j = 0; j < i; j++) {
        if (overlaps(module, module_range(si, j))) {
            return boot_fail(err, BOOT_MODULES_OVERLAP, NULL, module.start,
                             size, i);
        }
    }
    return 0;
}

int layout_check(const struct start_info *si, const struct mem_entry *entries,
                 unsigned count, const struct memmap *map,
                 struct mem_range image, struct boot_error *err)
{
    int rc = check_image(map, image, err);

    if (rc == 0)
        rc = check_tables(si, entries, count, image, err);
    for (unsigned i = 0; rc == 0 && i < si->nr_modules; i++)
        rc = check_module(si, i, entries, count, image, err);
    return rc;
}

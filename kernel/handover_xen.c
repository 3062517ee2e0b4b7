/*
 * handover_xen.c - see handover_xen.h.
 */
#include "kernel/handover_xen.h"

#include "arch/x86/xen.h"
#include "boot/e820.h"
#include "kernel/base.h"

/* No more of one entry of the map than this are pages that Xen gave. */
#define SPECIAL_MAX (256 * PAGE_SIZE)

static bool has_entry(const struct mem_entry *entries, unsigned count,
                      const struct mem_entry *e)
{
    for (unsigned i = 0; i < count; i++) {
        if (entries[i].addr == e->addr && entries[i].size == e->size &&
            entries[i].type == e->type)
            return true;
    }
    return false;
}

/* Each entry of @a is in @b, or a line says which is not. */
static void compare_maps(const char *name, const struct mem_entry *a,
                         unsigned nr_a, const struct mem_entry *b,
                         unsigned nr_b)
{
    for (unsigned i = 0; i < nr_a; i++) {
        if (!has_entry(b, nr_b, &a[i]))
            base_print("pith: only %s map has 0x%lx, 0x%lx bytes, type %u\n",
                       name, a[i].addr, a[i].size, a[i].type);
    }
}

/* Is Xen's map the same as start_info's? */
static void cross_check(const struct mem_entry *entries, unsigned count)
{
    static uint8_t e820[MEMMAP_ENTRIES_MAX * E820_ENTRY_SIZE]
        __attribute__((section(".noinit")));
    static struct mem_entry xen[MEMMAP_ENTRIES_MAX]
        __attribute__((section(".noinit")));
    struct boot_error err;
    unsigned nr_xen = 0;
    long size = xen_memory_map(e820, sizeof(e820));

    if (size < 0 || e820_parse(e820, (size_t)size, xen, &nr_xen, &err) != 0) {
        base_print("pith: XENMEM_memory_map: %ld\n", size);
        return;
    }
    compare_maps("start_info's", entries, count, xen, nr_xen);
    compare_maps("Xen's", xen, nr_xen, entries, count);
}

/*
 * A domain made with maxmem > memory is told of all the RAM it may ever have,
 * and dies when it uses more of it than it has now. What it has holds its
 * special pages too, which the map calls reserved.
 */
static uint64_t limit(const struct mem_entry *entries, unsigned count,
                      struct memmap *map)
{
    uint64_t ram = memmap_total(map), special = 0;
    long pages = xen_reservation();

    if (pages < 0 || ram <= (uint64_t)pages * PAGE_SIZE)
        return 0;
    for (unsigned i = 0; i < count; i++) {
        if (entries[i].type != MEM_TYPE_RAM)
            special += MIN(entries[i].size, SPECIAL_MAX) / PAGE_SIZE + 1;
    }
    special = MIN(special, (uint64_t)pages);
    memmap_keep(map, ((uint64_t)pages - special) * PAGE_SIZE);
    return ram - memmap_total(map);
}

uint64_t handover_xen(const struct mem_entry *entries, unsigned count,
                      struct memmap *map)
{
    if (CONFIG_DEBUG)
        cross_check(entries, count);
    return limit(entries, count, map);
}

/*
 * memmap.h - from the loader's memory map to sorted, free RAM.
 *
 * The input may be anything: unsorted, overlapping, unaligned, wrapping.  The
 * output is a list of disjoint, page-aligned RAM ranges in ascending order, no
 * two of which touch.  A page is in it only if RAM entries cover all of the
 * page and no other entry covers any byte of it.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "boot/error.h"

#define MEMMAP_ENTRIES_MAX 256 /* input; Xen and qboot stay below 128 */
#define MEMMAP_RANGES_MAX  128 /* output */
#define MEMMAP_PAGE        0x1000ULL

/* Addresses from here on are not used: a quarter of the 2^48 bytes that four
 * levels of page tables reach, and 64 TiB of RAM. */
#define MEMMAP_TOP (1ULL << 46)

/* hvm_memmap_table_entry's types are ACPI's [ACPI 15, "Address Range Types"].
 * Every other value, 0 included, is memory not to be used. */
#define MEM_TYPE_RAM 1

/* One entry of the input: @size bytes at @addr. */
struct mem_entry {
    uint64_t addr, size;
    uint32_t type;
};

/* Addresses from @start up to, not including, @end. */
struct mem_range {
    uint64_t start, end;
};

/*
 * struct memmap - free RAM.
 *
 * @count          ranges in use
 * @dropped        ranges given up because range[] was full: the smallest ones
 * @dropped_bytes  their size in all, before other entries are cut out of them
 * @range          ascending, disjoint, not touching, page-aligned, not empty;
 *                 one more than ever
 *                 stays in use, so that a full list can be split
 */
struct memmap {
    unsigned count, dropped;
    uint64_t dropped_bytes;
    struct mem_range range[MEMMAP_RANGES_MAX + 1];
};

/*
 * memmap_from_entries - build the list.
 *
 * @entries  @count of them, in any order; copied from, not kept
 * @map      result; complete and valid on success, undefined on failure
 * @err      filled on failure
 *
 * Entries of size 0 are ignored.  A RAM entry that wraps around 2^64 is
 * ignored, since no part of it can be trusted; any other entry that wraps
 * reserves everything up from its address.  RAM above MEMMAP_TOP is ignored.
 *
 * Returns 0; -BOOT_MAP_MANY if @count > MEMMAP_ENTRIES_MAX; -BOOT_MAP_NO_RAM
 * if no whole page of RAM is left.  Any context.
 */
int memmap_from_entries(const struct mem_entry *entries, unsigned count,
                        struct memmap *map, struct boot_error *err);

/*
 * memmap_reserve - take [@start, @end), rounded outwards to pages, from the
 * list.  What is not in the list anyway is left alone; @start >= @end does
 * nothing.  Splitting a range when range[] is full gives up the smallest range
 * (see struct memmap).  Any context.
 */
void memmap_reserve(struct memmap *map, uint64_t start, uint64_t end);

/*
 * memmap_reserve_low - take what no guest may use whatever the map says: page
 * 0, so that NULL faults, and 0xa0000-0xfffff, video memory and ROMs, which
 * fw_cfg's e820 calls RAM.  Any context.
 */
void memmap_reserve_low(struct memmap *map);

/*
 * memmap_keep - keep the lowest @bytes of the list, rounded down to pages, and
 * take the rest from the top.  Any context.
 */
void memmap_keep(struct memmap *map, uint64_t bytes);

/* memmap_total - bytes in the list.  Any context. */
uint64_t memmap_total(const struct memmap *map);

/*
 * memmap_contains - is all of [@start, @end) in the list?  False for an empty
 * range.  Any context.
 */
bool memmap_contains(const struct memmap *map, uint64_t start, uint64_t end);

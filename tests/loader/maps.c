/*
 * maps.c - memory maps that no loader should pass.
 *
 * Each is Firecracker's handover with one thing spoilt, on a machine whose RAM
 * is dirty and whose registers hold junk. docs/boot.md tells what comes of it.
 */
#include "tests/loader/gen.h"

#define NO_RAM_UNDER(end)                                                      \
    "too little RAM: the image ends at {end}, RAM there at " end               \
    "; a machine of {need} MiB is needed"
#define HIGH(what) what " is above 4 GiB, where no loader may put it"
#define OVER_IMAGE " lies over the image, which is {start} to {end}"

/* As many entries as are accepted, all but the base's of size 0. */
static void entries_256(struct shape *s)
{
    shape_hostile(s);
    while (s->info.memmap_entries < 256)
        shape_map(s, 0x123456789, 0, RAM);
}

static void entries_257(struct shape *s)
{
    entries_256(s);
    shape_map(s, 0, 0, 0);
}

/* A page of RAM, a page of something else, a hundred times. */
static void fragments(struct shape *s)
{
    shape_hostile(s);
    s->map[3].size = 7 * MIB;
    for (unsigned i = 0; i < 100; i++)
        shape_map(s, 8 * MIB + i * 0x2000, 0x1000, RAM);
    shape_map(s, 16 * MIB, 8 * MIB, RAM);
}

/* Holes of one byte each. */
static void holes(struct shape *s)
{
    shape_hostile(s);
    for (unsigned i = 0; i < 80; i++)
        shape_map(s, 8 * MIB + i * 0x3456, 1, RESERVED);
}

/* In pieces of 65537 bytes: pages are whole only together. */
static void pieces(struct shape *s)
{
    shape_hostile(s);
    s->map[3].size = 16 * MIB - MIB;
    for (uint32_t at = 16 * MIB; at < RAM_TOP; at += 65537)
        shape_map(s, at, RAM_TOP - at < 65537 ? RAM_TOP - at : 65537, RAM);
}

static void backwards(struct shape *s)
{
    shape_hostile(s);
    s->info.memmap_entries = 0;
    for (uint32_t at = RAM_TOP; at > MIB; at -= MIB)
        shape_map(s, at - MIB, MIB, RAM);
    shape_map(s, 0x9fc00, 0x40400, RESERVED);
    shape_map(s, 0, 0x9fc00, RAM);
}

static void odd_types(struct shape *s)
{
    static const uint32_t type[] = {0, 3, 4, 5, 6, 7, 12, 0x80000001, ~0u};

    shape_hostile(s);
    for (unsigned i = 0; i < sizeof(type) / sizeof(*type); i++)
        shape_map(s, 10 * MIB + i * 0x10000, 0x8000, type[i]);
}

/* The whole map is the last thing in RAM, and the machine has little. */
static void last_page(struct shape *s)
{
    shape_hostile(s);
    s->info.nr_modules = 0;
    s->map[3].size = ((world.end + 0xfffu) & ~0xfffu) - MIB;
}

const struct row map_rows[] = {
    {"map-no-entries", shape_hostile, NULL, {SET(info.memmap_entries, 0)}},
    {"map-at-0", shape_hostile, NULL, {SET(info.memmap_paddr, 0)}},
    {"map-no-entries-no-fw_cfg",
     shape_hostile,
     "no memory map: start_info version 1 has none, and there is no other "
     "source",
     {SET(info.memmap_entries, 0), SET(hidden, 1)}},
    {"map-256-entries", entries_256, NULL, {{0}}},
    {"map-257-entries",
     entries_257,
     "memory map of 257 entries, at most 256 are accepted",
     {{0}}},
    {"map-10000-entries",
     shape_hostile,
     "memory map of 10000 entries, at most 256 are accepted",
     {SET(info.memmap_entries, 10000)}},
    {"map-2^32-1-entries",
     shape_hostile,
     "memory map of 4294967295 entries, at most 256 are accepted",
     {SET(info.memmap_entries, UINT32_MAX)}},
    {"map-no-ram",
     shape_hostile,
     "memory map of 4 entries has no usable RAM",
     {SET(map[0].type, 2), SET(map[3].type, 0)}},
    {"map-sizes-0",
     shape_hostile,
     "memory map of 4 entries has no usable RAM",
     {SET(map[0].size, 0), SET(map[3].size, 0)}},
    {"map-ram-wraps",
     shape_hostile,
     NULL,
     {SET(map[2].addr, -4096ull), SET(map[2].size, 0x2000),
      SET(map[2].type, RAM)}},
    {"map-ram-wraps-over-all",
     shape_hostile,
     NULL,
     {SET(map[2].addr, 1), SET(map[2].size, UINT64_MAX),
      SET(map[2].type, RAM)}},
    {"map-only-ram-wraps",
     shape_hostile,
     NO_RAM_UNDER("{start}"),
     {SET(map[3].size, UINT64_MAX)}},
    {"map-reserved-wraps-from-top",
     shape_hostile,
     NULL,
     {AT(map[2].addr, TOP, 0), SET(map[2].size, UINT64_MAX)}},
    {"map-reserved-wraps-from-16M",
     shape_hostile,
     NULL,
     {SET(map[2].addr, 16 * MIB + 1), SET(map[2].size, UINT64_MAX)}},
    {"map-reserved-wraps-over-image",
     shape_hostile,
     NO_RAM_UNDER("{start+0x2000}"),
     {AT(map[2].addr, START, 0x2001), SET(map[2].size, UINT64_MAX)}},
    {"map-all-reserved-too",
     shape_hostile,
     "memory map of 4 entries has no usable RAM",
     {SET(map[2].addr, 0), SET(map[2].size, UINT64_MAX)}},
    {"map-ram-twice",
     shape_hostile,
     NULL,
     {SET(map[2].addr, 0x9f000), SET(map[2].size, 20 * MIB),
      SET(map[2].type, RAM)}},
    {"map-reserved-in-ram",
     shape_hostile,
     NULL,
     {SET(map[2].addr, 8 * MIB + 5), SET(map[2].size, 0x3210)}},
    {"map-odd-types", odd_types, NULL, {{0}}},
    {"map-fragments", fragments, NULL, {{0}}},
    {"map-one-byte-holes", holes, NULL, {{0}}},
    {"map-in-pieces", pieces, NULL, {{0}}},
    {"map-backwards", backwards, NULL, {{0}}},
    {"map-image-not-in-ram",
     shape_hostile,
     NO_RAM_UNDER("{start}"),
     {SET(map[3].addr, 16 * MIB), SET(map[3].size, 8 * MIB)}},
    {"map-reserved-page-in-image",
     shape_hostile,
     NO_RAM_UNDER("{start+0x3000}"),
     {AT(map[2].addr, START, 0x3800), SET(map[2].size, 1)}},
    {"map-reserved-over-image",
     shape_hostile,
     NO_RAM_UNDER("{start}"),
     {AT(map[2].addr, START, 0), SET(map[2].size, MIB)}},
    {"map-ram-ends-in-image",
     shape_hostile,
     NO_RAM_UNDER("{start+0x5000}"),
     {SET(map[3].size, 0x5fff)}},
    {"map-ram-ends-behind-image", last_page, NULL, {{0}}},
    {"map-ram-ends-behind-image-module",
     shape_hostile,
     "module 0 at {initrd}, size {size}, is not in memory that the map knows",
     {AT(map[3].size, END, 0x1000 - 0x100000ull)}},
    {"map-no-low-ram",
     shape_hostile,
     NULL,
     {SET(map[0].type, RESERVED), SET(map[0].size, MIB)}},
    {"map-ram-over-video-memory",
     shape_hostile,
     NULL,
     {SET(map[0].size, MIB), SET(map[1].size, 0)}},
    {"map-ram-that-is-not-there",
     shape_hostile,
     "there is no RAM at 0x3ffffff8, which the memory map calls RAM",
     {SET(map[3].size, 1 << 30)}},
    {"map-one-entry",
     shape_hostile,
     NULL,
     {SET(info.memmap_entries, 1), AT(map[0].size, TOP, 0)}},
    {"map-ram-above-the-cpu",
     shape_hostile,
     NULL,
     {SET(map[2].addr, 1ull << 45), SET(map[2].size, 1 << 30),
      SET(map[2].type, RAM)}},
    {"map-ram-above-2^46",
     shape_hostile,
     NULL,
     {SET(map[2].addr, 1ull << 46), SET(map[2].size, 1ull << 62),
      SET(map[2].type, RAM)}},
    {"map-odd-address", shape_hostile, NULL, {SET(info.memmap_paddr, 0x7003)}},
    {"map-across-pages", shape_hostile, NULL, {SET(info.memmap_paddr, 0x7ff5)}},
    {"map-at-4G",
     shape_hostile,
     HIGH("memory map at 0x100000000, 96 bytes,"),
     {SET(info.memmap_paddr, 1ull << 32)}},
    {"map-across-4G",
     shape_hostile,
     HIGH("memory map at 0xfffffff8, 96 bytes,"),
     {SET(info.memmap_paddr, 0xfffffff8)}},
    {"map-at-the-very-top",
     shape_hostile,
     HIGH("memory map at 0xfffffffffffffff0, 96 bytes,"),
     {SET(info.memmap_paddr, -16ull)}},
    {"map-across-end-of-ram",
     shape_hostile,
     "memory map at {top-24}, 96 bytes, is not in memory that the map knows",
     {SET(map[0].size, RAM_TOP), AT(info.memmap_paddr, TOP, -24ull)}},
    {"map-behind-ram",
     shape_hostile,
     "memory map of 4 entries has no usable RAM",
     {AT(info.memmap_paddr, TOP, 0x1000)}},
    {"map-over-image",
     shape_hostile,
     "memory map at {end-96}" OVER_IMAGE,
     {AT(info.memmap_paddr, END, -96ull)}},
    {"map-is-the-rom",
     shape_hostile,
     "memory map of 4 entries has no usable RAM",
     {SET(info.memmap_paddr, 0xffff0000)}},
    {.name = NULL},
};

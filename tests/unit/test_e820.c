/*
 * test_e820.c - fw_cfg's etc/e820 becomes map entries.
 */
// links: boot/e820.c boot/memmap.c boot/error.c

#include "boot/e820.h"
#include "tests/check.h"

#include <stdlib.h>
#include <string.h>

/* Two entries as QEMU writes them: little-endian, packed. */
static const uint8_t file[] = {
    0, 0, 0, 0,    0, 0, 0, 0, 0, 0, 0, 8, 0, 0, 0, 0, 1, 0, 0, 0,
    0, 0, 0, 0xfd, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 0, 2, 0, 0, 0,
};

static struct mem_entry entries[MEMMAP_ENTRIES_MAX];
static struct boot_error err;
static unsigned count;

TEST(entries_are_read)
{
    CHECK(e820_parse(file, sizeof(file), entries, &count, &err) == 0);
    CHECK(count == 2);
    CHECK(entries[0].addr == 0 && entries[0].size == 0x8000000);
    CHECK(entries[0].type == MEM_TYPE_RAM);
    CHECK(entries[1].addr == 0xfd000000 && entries[1].size == 0x3000000);
    CHECK(entries[1].type == 2);
}

TEST(any_alignment)
{
    char *bytes = malloc(sizeof(file) + 3);

    memcpy(bytes + 3, file, sizeof(file));
    CHECK(e820_parse(bytes + 3, sizeof(file), entries, &count, &err) == 0);
    CHECK(count == 2 && entries[0].size == 0x8000000);
    free(bytes);
}

TEST(the_low_holes_are_not_in_it)
{
    struct memmap map;

    CHECK(e820_parse(file, sizeof(file), entries, &count, &err) == 0);
    CHECK(memmap_from_entries(entries, count, &map, &err) == 0);
    memmap_reserve_low(&map);
    CHECK(map.count == 2);
    CHECK(!memmap_contains(&map, 0xb8000, 0xb9000));
    CHECK(!memmap_contains(&map, 0, 1));
    CHECK(memmap_contains(&map, 0x100000, 0x8000000));
}

TEST(odd_sizes_are_refused)
{
    count = 99;
    CHECK(e820_parse(file, 0, entries, &count, &err) == -BOOT_E820_SIZE);
    CHECK(e820_parse(file, 19, entries, &count, &err) == -BOOT_E820_SIZE);
    CHECK(err.a == 19 && err.b == 20);
    CHECK(e820_parse(file, 39, entries, &count, &err) == -BOOT_E820_SIZE);
    CHECK(count == 99);
}

TEST(the_count_is_bounded)
{
    size_t size = (MEMMAP_ENTRIES_MAX + 1) * E820_ENTRY_SIZE;
    uint8_t *bytes = calloc(1, size);

    CHECK(e820_parse(bytes, size, entries, &count, &err) == -BOOT_MAP_MANY);
    CHECK(err.a == 257 && err.b == 256);
    size -= E820_ENTRY_SIZE;
    CHECK(e820_parse(bytes, size, entries, &count, &err) == 0 && count == 256);
    free(bytes);
}

/*
 * e820.c - decode QEMU's etc/e820.
 *
 * The entries are packed, so every field is fetched by a copy that the
 * compiler turns into one unaligned load.
 */
#include "boot/e820.h"

int e820_parse(const void *bytes, size_t size, struct mem_entry *entries,
               unsigned *count, struct boot_error *err)
{
    const uint8_t *p = bytes;
    size_t n = size / E820_ENTRY_SIZE;

    if (n == 0 || size % E820_ENTRY_SIZE != 0)
        return boot_fail(err, BOOT_E820_SIZE, NULL, size, E820_ENTRY_SIZE, 0);
    if (n > MEMMAP_ENTRIES_MAX)
        return boot_fail(err, BOOT_MAP_MANY, NULL, n, MEMMAP_ENTRIES_MAX, 0);
    for (size_t i = 0; i < n; i++, p += E820_ENTRY_SIZE) {
        __builtin_memcpy(&entries[i].addr, p, 8);
        __builtin_memcpy(&entries[i].size, p + 8, 8);
        __builtin_memcpy(&entries[i].type, p + 16, 4);
    }
    *count = n;
    return 0;
}

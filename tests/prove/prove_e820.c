/*
 * prove_e820.c - QEMU's list is read within its bytes and as it stands.
 *
 * Bounds: at most 2 entries are accepted (256), so 3 in a file are too many.
 * Contents and size may be anything.
 */
// proof: prove_parse MEMMAP_ENTRIES_MAX:=2 --unwind 4

#include "tests/prove/prove.h"

#include "boot/e820.c"
#include "boot/error.c"
#include <stdlib.h>

void prove_parse(void)
{
    size_t size;
    struct mem_entry entries[MEMMAP_ENTRIES_MAX];
    struct boot_error err;
    unsigned count = 77, i;

    ASSUME(size <= 1000);

    uint8_t *bytes = malloc(size);

    ASSUME(bytes != NULL);

    int rc = e820_parse(bytes, size, entries, &count, &err);
    bool whole = size > 0 && size % E820_ENTRY_SIZE == 0;
    bool fits = size / E820_ENTRY_SIZE <= MEMMAP_ENTRIES_MAX;

    PROVE(rc == (whole ? fits ? 0 : -BOOT_MAP_MANY : -BOOT_E820_SIZE));
    PROVE(rc == 0 || count == 77);
    if (rc == 0) {
        PROVE(count == size / E820_ENTRY_SIZE);
        ASSUME(i < count);
        PROVE((entries[i].addr & 0xff) == bytes[i * E820_ENTRY_SIZE]);
        PROVE(entries[i].size >> 56 == bytes[i * E820_ENTRY_SIZE + 15]);
        PROVE(entries[i].type >> 24 == bytes[i * E820_ENTRY_SIZE + 19]);
    }
}

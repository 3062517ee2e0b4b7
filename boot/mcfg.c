/*
 * mcfg.c - see mcfg.h.
 */
#include "boot/mcfg.h"

#include <stddef.h>

#include "boot/acpi.h"
#include "boot/bytes.h"

/* [PCI-FW 4.1.2] */
#define MCFG_ENTRIES  44
#define ENTRY_SIZE    16
#define ENTRY_SEGMENT 8
#define ENTRY_FIRST   10
#define ENTRY_LAST    11
#define BUS_SIZE      (1ull << 20) /* 32 devices, 8 functions, 4 KiB */
#define SEGMENT_SIZE  (256 * BUS_SIZE)

unsigned mcfg_read(const struct physmem *pm, uint64_t rsdp_paddr,
                   struct mcfg_range *range)
{
    struct acpi_table mcfg;
    const uint8_t *p = NULL;
    unsigned n = 0;

    if (acpi_table_find(pm, rsdp_paddr, "MCFG", &mcfg))
        p = physmem_at(pm, mcfg.paddr, mcfg.length);
    if (!p)
        return 0;
    for (uint32_t at = MCFG_ENTRIES;
         at < mcfg.length && ENTRY_SIZE <= mcfg.length - at && n < MCFG_RANGES;
         at += ENTRY_SIZE) {
        struct mcfg_range r = {.paddr = bytes_get64(p + at),
                               .segment = bytes_get16(p + at + ENTRY_SEGMENT),
                               .first = p[at + ENTRY_FIRST],
                               .last = p[at + ENTRY_LAST]};

        if (r.paddr != 0 && r.paddr % BUS_SIZE == 0 && r.first <= r.last &&
            r.paddr <= UINT64_MAX - SEGMENT_SIZE)
            range[n++] = r;
    }
    return n;
}

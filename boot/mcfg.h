/*
 * mcfg.h - where PCI's configuration space lies in memory.
 */
#pragma once

#include "boot/physmem.h"

#define MCFG_RANGES 16

/*
 * struct mcfg_range - the buses @first to @last of a segment.
 *
 * @paddr  of bus 0, whether or not it is in the range; a function's 4 KiB are
 *         at @paddr + (bus << 20 | device << 15 | function << 12)
 */
struct mcfg_range {
    uint64_t paddr;
    uint16_t segment;
    uint8_t first, last;
};

/*
 * mcfg_read - read the MCFG.
 *
 * @range  room for MCFG_RANGES
 *
 * Ranges that cannot be (not aligned to a bus's 1 MiB, the last bus before the
 * first, beyond the end of the address space) are left out, and what finds no
 * room. Returns how many there are; 0 without a sound MCFG. Any context in
 * which pm->map may run. [PCI-FW 4.1.2]
 */
unsigned mcfg_read(const struct physmem *pm, uint64_t rsdp_paddr,
                   struct mcfg_range *range);

/*
 * handover_xen.h - what the memory map still needs under Xen.
 */
#pragma once

#include <stdint.h>

#include "boot/memmap.h"

/*
 * handover_xen - leave out of @map the RAM that Xen has not given yet.
 *
 * @entries  the @count entries that @map was made from
 *
 * A debug build also compares them with XENMEM_memory_map and prints a line
 * for each difference. Returns how many bytes were taken from @map's top: 0
 * unless the domain was made with maxmem > memory. Only if xen_found().
 */
uint64_t handover_xen(const struct mem_entry *entries, unsigned count,
                      struct memmap *map);

/*
 * xen.h - the seam for what only a hypercall can tell.
 */
#pragma once

#include <stdint.h>

#include "boot/memmap.h"

/*
 * xen_memory_map - XENMEM_memory_map: the map that Xen's dom0 builder and Xen
 * before 4.11 leave out of start_info.
 *
 * @base     CPUID base of the Xen leaves
 * @entries  room for MEMMAP_ENTRIES_MAX
 * @count    receives how many there are
 *
 * Returns 0; -ENOSYS: not in this build yet (issue 7).
 */
int xen_memory_map(uint32_t base, struct mem_entry *entries, unsigned *count);

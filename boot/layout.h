/*
 * layout.h - does what the loader did fit into the memory there is?
 */
#pragma once

#include "boot/error.h"
#include "boot/memmap.h"
#include "boot/start_info.h"

/*
 * layout_check - compare image, modules and loader tables with the map.
 *
 * @si       from start_info_parse()
 * @entries  the raw map, @count entries, whichever source it came from
 * @map      memmap_from_entries() of it, before anything was reserved
 * @image    first to last byte of the running image, .bss and stack included
 * @err      filled on failure
 *
 * A module may lie in entries that are not RAM as long as RAM adjoins them from
 * below: QEMU's microvm with SeaBIOS puts the initrd over the ACPI tables.
 * Loader tables below 1 MiB may lie where the map says nothing.
 *
 * Returns 0, or the negative code in @err: -BOOT_IMAGE_NOT_IN_RAM,
 * -BOOT_TABLE_OVER_IMAGE, -BOOT_TABLE_NOT_IN_MAP, -BOOT_MODULE_NOT_IN_RAM,
 * -BOOT_MODULE_OVER_IMAGE, -BOOT_MODULES_OVERLAP.  Refuse the boot.  Any
 * context.
 */
int layout_check(const struct start_info *si, const struct mem_entry *entries,
                 unsigned count, const struct memmap *map,
                 struct mem_range image, struct boot_error *err);

/*
 * e820.h - QEMU's fw_cfg file `etc/e820` as map entries.
 *
 * The file is an array of packed 20-byte entries: address, length (64 bits
 * each) and type (32 bits), little-endian [QEMU hw/i386/e820_memory_layout.h].
 */
#pragma once

#include <stddef.h>

#include "boot/error.h"
#include "boot/memmap.h"

#define E820_ENTRY_SIZE 20

/*
 * e820_parse - decode the file.
 *
 * @bytes    its contents, any alignment
 * @size     its size in bytes
 * @entries  room for MEMMAP_ENTRIES_MAX entries
 * @count    receives how many there are; untouched on failure
 * @err      filled on failure
 *
 * Returns 0; -BOOT_E820_SIZE if @size is 0 or not a multiple of an entry;
 * -BOOT_MAP_MANY if there are more than MEMMAP_ENTRIES_MAX.  Any context.
 */
int e820_parse(const void *bytes, size_t size, struct mem_entry *entries,
               unsigned *count, struct boot_error *err);

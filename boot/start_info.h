/*
 * start_info.h - the block that a PVH loader leaves, checked.
 *
 * start_info_parse() validates everything and measures; nothing has been
 * copied then but the numbers.  The two copy functions bring over what has a
 * length of its own.  All of it lies in memory that the map calls free, so
 * copy before the first page is allocated.
 *
 *     start_info_parse() -> start_info_copy_map() or another source of the map
 *     -> memmap_from_entries() -> layout_check() -> start_info_copy_cmdline()
 */
#pragma once

#include <stdint.h>

#include "boot/error.h"
#include "boot/memmap.h"
#include "boot/physmem.h"

#define START_INFO_MAGIC       0x336ec578 /* [PVH start_info.h] */
#define START_INFO_MODULES_MAX 16
#define START_INFO_MAP_MAX     MEMMAP_ENTRIES_MAX
#define START_INFO_CMDLINE_MAX 65536 /* bytes before the NUL */

/* start_info.flags [PVH start_info.h] */
#define SIF_PRIVILEGED 1
#define SIF_INITDOMAIN 2

/* One module (QEMU: -initrd): never of size 0, at address 0, or wrapping. */
struct start_info_module {
    uint64_t paddr, size;
};

/* The pieces of memory the loader wrote; indices of start_info.source[]. */
enum start_info_source {
    SOURCE_INFO,
    SOURCE_MODLIST,
    SOURCE_MAP,
    SOURCE_CMDLINE,
    START_INFO_SOURCES,
};

/*
 * struct start_info - what the loader said, validated.
 *
 * @version      as found; 0 has no map
 * @flags        SIF_*
 * @rsdp_paddr   ACPI's root pointer; 0 if the loader gives none; its contents
 *               are not checked
 * @nr_map       entries for start_info_copy_map(); 0: there is no map
 * @cmdline_len  bytes of the command line without its NUL; 0: none or empty
 * @nr_modules   modules in @module, in the loader's order; those of size 0 or
 *               at address 0 mean "absent" and are left out
 * @module       the first @nr_modules are valid, the rest is not written
 * @source       where each piece lies; start = end = 0 where there is none
 */
struct start_info {
    uint32_t version, flags;
    uint64_t rsdp_paddr;
    uint32_t nr_map, cmdline_len;
    uint32_t nr_modules;
    struct start_info_module module[START_INFO_MODULES_MAX];
    struct mem_range source[START_INFO_SOURCES];
};

/*
 * start_info_parse - check start_info and everything it points to.
 *
 * @pm          memory to read through
 * @info_paddr  what the loader left in %ebx
 * @out         result; undefined on failure
 * @err         filled on failure
 *
 * Version 0 is 40 bytes without a map; later versions are read as version 1.
 * memmap_entries or memmap_paddr of 0 is "no map", not an error.  Modules'
 * own command lines are never followed: qboot leaves garbage there.
 *
 * Returns 0, or the negative code in @err:
 * -BOOT_NO_START_INFO (address 0), -BOOT_MAGIC, -BOOT_MULTIBOOT (a multiboot
 * block lies there), -BOOT_UNREADABLE and -BOOT_ABOVE_4G (start_info, module
 * list, map, command line, RSDP), -BOOT_MODLIST_MISSING, -BOOT_MODULES_MANY,
 * -BOOT_MODULE_RANGE (a module wraps or ends above 4 GiB), -BOOT_MAP_MANY,
 * -BOOT_CMDLINE_LONG, -BOOT_CMDLINE_ENDLESS (no NUL before memory ends).
 * Nobody can repair any of these: refuse the boot.  Any context in which
 * pm->map may run.  [PVH start_info.h]
 */
int start_info_parse(const struct physmem *pm, uint64_t info_paddr,
                     struct start_info *out, struct boot_error *err);

/*
 * start_info_source_name - "start_info", "module list", "memory map" or
 * "command line", for messages.  Any context.
 */
const char *start_info_source_name(enum start_info_source which);

/*
 * start_info_copy_map - copy the loader's map.
 *
 * @entries  room for si->nr_map entries (START_INFO_MAP_MAX hold every map)
 *
 * Returns the number copied: si->nr_map, or 0 if the memory that
 * start_info_parse() read cannot be read any more.
 */
unsigned start_info_copy_map(const struct physmem *pm,
                             const struct start_info *si,
                             struct mem_entry *entries);

/*
 * start_info_copy_cmdline - copy the command line.
 *
 * @buf  room for si->cmdline_len + 1 bytes; always NUL-terminated, "" where
 *       there is no command line
 */
void start_info_copy_cmdline(const struct physmem *pm,
                             const struct start_info *si, char *buf);

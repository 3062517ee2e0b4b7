/*
 * symtab_format.h - the table of function names an image carries.
 *
 * Shared by the two sides: `pith symtab` (tools/pith/symtab.c) writes it into
 * the linked ELF file, the crash reporter reads it.  It needs <stdint.h> only.
 *
 * The table is the content of the section .pith_symtab, which is alone in the
 * last PT_LOAD (read-only, page-aligned).  The linker leaves a header with
 * count 0 there; `pith symtab` replaces the whole content.
 *
 *     struct symtab_header   16 bytes, little endian
 *     count entries, sorted by address, each
 *         address            ULEB128: the distance from the previous entry's
 *                            address (from `base` for the first)
 *         name               bytes, never empty but in the last entry, then NUL
 *
 * The last entry has an empty name and marks the end of the last function, so
 * that an address behind it belongs to nobody.  One name is kept for each
 * address; the prefix "__pith_" that the SDK gives to the runtime's own
 * functions is cut off.  Two bytes an entry beside the name are why this is a
 * stream and not an array: a crash reads it once, from the start.
 *
 * ULEB128: seven bits a byte, least significant first, bit 7 set on every byte
 * but the last.  A distance fits in 32 bits, thus in five bytes.
 */
#pragma once

#include <stdint.h>

#define SYMTAB_MAGIC   0x4d595350u /* "PSYM" */
#define SYMTAB_SECTION ".pith_symtab"

struct symtab_header {
    uint32_t magic;      /* SYMTAB_MAGIC */
    uint32_t count;      /* entries, the end mark included; 0 = no names */
    uint32_t base;       /* what the first entry's distance counts from */
    uint32_t total_size; /* bytes of the whole table, this header included */
};

_Static_assert(sizeof(struct symtab_header) == 16, "the linker leaves 16");

/*
 * symtab_make.h - from an ELF file's .symtab to the table in the image.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

/*
 * symtab_make - build the table of function names [kernel/symtab_format.h].
 *
 * @file   an ELF64 file; nothing in it is trusted
 * @size   its length in bytes
 * @table  the table, from malloc()
 * @bytes  its length, a multiple of 4
 *
 * The result depends on the symbols alone, not on their order.
 *
 * Returns 0; -ENOENT without a symbol table (a stripped file); -EINVAL if the
 * tables lie outside the file or a name does not end; -ENOMEM.
 */
int symtab_make(const uint8_t *file, size_t size, uint8_t **table,
                size_t *bytes);

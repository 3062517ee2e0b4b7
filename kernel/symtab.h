/*
 * symtab.h - names for addresses, from the table in the image.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct symbol {
    const char *name; /* in the image, for good */
    uint64_t start;
};

/*
 * symtab_find - the function that @addr lies in.
 *
 * False if the image has no table or no function there. Any context.
 */
bool symtab_find(uint64_t addr, struct symbol *out);

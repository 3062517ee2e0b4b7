/*
 * options.h - the values of pith.* options, read.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/*
 * options_size - "4096", "64K", "8M", "1G" as bytes.
 *
 * Returns 0 if @text is anything else, or more than a TiB. Any context.
 */
uint64_t options_size(const char *text);

/*
 * options_find - the number of @text in @words, or -1.
 *
 * @words  NULL-terminated
 */
int options_find(const char *const *words, const char *text);

/*
 * options_has - whether the comma-separated @list has @word; NULL has none.
 */
bool options_has(const char *list, const char *word);

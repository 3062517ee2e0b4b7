/*
 * words.h - a list of strings that grows: an argv, the words of a command line.
 */
#pragma once

#include <stddef.h>
#include <stdio.h>

/* Zeroed, it is an empty list. */
struct words {
    char **word; /* `count` strings and a NULL; NULL while empty */
    size_t count;
};

/* words_add - append a string made as by printf(3); ends the tool on ENOMEM. */
void words_add(struct words *words, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* words_free - release all of it; the list is empty then. */
void words_free(struct words *words);

/*
 * double_commas - @text for one of QEMU's words, where a comma ends a value
 * and two are one; to be freed. Ends the tool on ENOMEM.
 */
char *double_commas(const char *text);

/*
 * quote_word - write @word so that a shell reads back exactly its bytes.
 *
 * The same grammar holds in a shell and on the guest's command line [pith(7)]:
 * a word of harmless characters is written as it is, anything else in '...'.
 */
void quote_word(FILE *out, const char *word);

/*
 * memrchr.c - the last such byte in a range, or of a string.
 */
#define _GNU_SOURCE
#include <string.h>
#include <strings.h>

#include "libc/string/word.h"

/*
 * A false bit of word_zeros() lies above a true one: to find the last byte,
 * turn the word round.
 */
static const char *last_in_word(const char *p, uint64_t v)
{
    uint64_t bits = word_zeros(__builtin_bswap64(v));

    return bits ? p + WORD - 1 - word_first(bits) : NULL;
}

void *memrchr(const void *s, int byte, size_t n)
{
    const char *start = s, *p, *found;
    uint64_t wanted = word_fill(byte), v;
    size_t beyond;

    if (n == 0)
        return NULL;
    p = align_down(start + n - 1, WORD);
    beyond = (size_t)(p + WORD - (start + n));
    v = (word_load(p) ^ wanted) | ~(~0ull >> beyond * 8);
    while (!(found = last_in_word(p, v)) && p > start) {
        p -= WORD;
        v = word_load(p) ^ wanted;
    }
    return found && found >= start ? (void *)found : NULL;
}

char *strrchr(const char *s, int c)
{
    return memrchr(s, c, strlen(s) + 1);
}

char *rindex(const char *s, int c)
{
    return strrchr(s, c);
}

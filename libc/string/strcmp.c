/*
 * strcmp.c - the order of two strings.
 *
 * The strings need not be aligned alike: words are read at any address, where
 * neither string is within eight bytes of the end of its page.
 */
#include <string.h>

#include "libc/string/word.h"

#define PAGE 4096

/* How much of both may be read without asking again. */
static inline size_t readable(const char *a, const char *b, size_t n)
{
    size_t in_a = (uintptr_t)a % PAGE, in_b = (uintptr_t)b % PAGE;
    size_t room = PAGE - (in_a > in_b ? in_a : in_b);

    return room < n ? room : n;
}

static inline int compare(const char *a, const char *b, size_t n)
{
    size_t i = 0;

    for (;;) {
        size_t end = i + readable(a + i, b + i, n - i);
        for (; end - i >= WORD; i += WORD) {
            uint64_t v = word_load(a + i), w = word_load(b + i);
            uint64_t stop = (v ^ w) | word_zeros(v);
            if (stop) {
                size_t shift = word_first(stop) * 8;
                return (int)(v >> shift & 0xff) - (int)(w >> shift & 0xff);
            }
        }
        for (end = i + WORD; i < end; i++) {
            if (i == n)
                return 0;
            if (a[i] != b[i] || a[i] == '\0')
                return (unsigned char)a[i] - (unsigned char)b[i];
        }
    }
}

int strcmp(const char *a, const char *b)
{
    return compare(a, b, SIZE_MAX);
}

int strncmp(const char *a, const char *b, size_t n)
{
    return compare(a, b, n);
}

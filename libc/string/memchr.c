/*
 * memchr.c - the first such byte in a range; strnlen() is the same search.
 */
#define _GNU_SOURCE
#include <string.h>

#include "libc/string/find.h"

/* @n may be as large as SIZE_MAX if the byte is there [C 7.24.5.1]. */
static const char *range_end(const char *s, size_t n)
{
    return n > UINTPTR_MAX - (uintptr_t)s ? FIND_NO_END : s + n;
}

void *memchr(const void *s, int byte, size_t n)
{
    if (n == 0)
        return NULL;
    return (void *)find_byte(s, range_end(s, n), byte, 0);
}

void *rawmemchr(const void *s, int byte)
{
    return (void *)find_byte(s, FIND_NO_END, byte, 0);
}

size_t strnlen(const char *s, size_t max)
{
    const char *end = memchr(s, '\0', max);

    return end ? (size_t)(end - s) : max;
}

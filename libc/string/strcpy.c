/*
 * strcpy.c - copies of strings: short ones by words; of longer ones
 * the length is found, then memcpy() copies.
 */
#define _GNU_SOURCE
#include <string.h>

#include "libc/string/word.h"

#define PAGE  4096
#define SHORT 64 /* below this a copy by words beats two calls */

typedef uint16_t __attribute__((may_alias, aligned(1))) any_16;
typedef uint32_t __attribute__((may_alias, aligned(1))) any_32;

/*
 * A string of @n + 1 bytes, 8 at most, is already in a register: two stores
 * of it may overlap.
 */
static inline void store_short(char *dst, uint64_t v, size_t n)
{
    if (n >= 3) {
        *(any_32 *)dst = (uint32_t)v;
        *(any_32 *)(dst + n - 3) = (uint32_t)(v >> (n - 3) * 8);
    } else if (n >= 1) {
        *(any_16 *)dst = (uint16_t)v;
        *(any_16 *)(dst + n - 1) = (uint16_t)(v >> (n - 1) * 8);
    } else {
        *dst = '\0';
    }
}

/* Returns where the terminating zero went. */
static inline char *copy(char *restrict dst, const char *restrict src)
{
    size_t at = 0, n;

    /* no word is read that reaches into the next page */
    for (; at < SHORT && (uintptr_t)(src + at) % PAGE <= PAGE - WORD;
         at += WORD) {
        uint64_t v = word_load(src + at), zeros = word_zeros(v);
        if (zeros) {
            n = word_first(zeros);
            store_short(dst + at, v, n);
            return dst + at + n;
        }
        *(any_word *)(dst + at) = v;
    }
    n = strlen(src + at);
    return (char *)memcpy(dst + at, src + at, n + 1) + n;
}

char *stpcpy(char *restrict dst, const char *restrict src)
{
    return copy(dst, src);
}

char *strcpy(char *restrict dst, const char *restrict src)
{
    copy(dst, src);
    return dst;
}

char *strcat(char *restrict dst, const char *restrict src)
{
    copy(dst + strlen(dst), src);
    return dst;
}

/* Fills up with zeros; ends without one if @src is too long. */
char *stpncpy(char *restrict dst, const char *restrict src, size_t n)
{
    size_t len = strnlen(src, n);

    memcpy(dst, src, len);
    memset(dst + len, 0, n - len);
    return dst + len;
}

char *strncpy(char *restrict dst, const char *restrict src, size_t n)
{
    stpncpy(dst, src, n);
    return dst;
}

char *strncat(char *restrict dst, const char *restrict src, size_t n)
{
    char *end = dst + strlen(dst);
    size_t len = strnlen(src, n);

    memcpy(end, src, len);
    end[len] = '\0';
    return dst;
}

void *mempcpy(void *restrict dst, const void *restrict src, size_t n)
{
    return (char *)memcpy(dst, src, n) + n;
}

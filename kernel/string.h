/*
 * string.h - the four memory functions that every room may call.
 *
 * The same four that GCC calls for copies and initialisers of its own, even
 * in freestanding code. They use general registers only, so they may run
 * before SSE is on and in an exception handler.
 */
#pragma once

#include <stddef.h>

/*
 * memcpy, memmove - copy @n bytes from @src to @dst.
 *
 * The ranges may overlap for both (memcpy is memmove here). Returns @dst.
 * Any context. [C 7.24.2]
 */
void *memcpy(void *restrict dst, const void *restrict src, size_t n);
void *memmove(void *dst, const void *src, size_t n);

/* memset - set @n bytes at @dst to @byte. Returns @dst. Any context. */
void *memset(void *dst, int byte, size_t n);

/*
 * memcmp - compare @n bytes as unsigned char.
 *
 * Returns less than, equal to or greater than 0. Any context.
 */
int memcmp(const void *a, const void *b, size_t n);

/*
 * pages.h - memory for the C library itself, from below malloc().
 */
#pragma once

#include <stddef.h>

/*
 * libc_pages - whole pages for @size bytes, zeroed, never given back.
 *
 * Page aligned. Returns NULL if there is no such memory in one piece.
 */
void *libc_pages(size_t size);

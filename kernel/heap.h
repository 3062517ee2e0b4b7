/*
 * heap.h - one growing range of zeroed memory: what malloc stands on.
 *
 * The heap is a contiguous range of virtual addresses, HEAP_BASE up, backed
 * on demand by pages from anywhere in RAM and given back when it shrinks.
 * malloc's calloc relies on new memory being zero, so it is.
 */
#pragma once

#include <stdint.h>

/*
 * heap_grow - move the end of the heap by @delta bytes, as sbrk(2).
 *
 * A negative @delta gives memory back; whole pages return to the allocator.
 * Returns the old end, or NULL (nothing changed) if there is no memory for
 * it or the end would come before the start. Thread context only.
 */
void *heap_grow(int64_t delta);

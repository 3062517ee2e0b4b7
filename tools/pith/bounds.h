/*
 * bounds.h - the one test that keeps readers of ELF files inside them.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* in_bounds - whether @length bytes from @offset lie in @size bytes. */
static inline bool in_bounds(size_t size, uint64_t offset, uint64_t length)
{
    return offset <= size && length <= size - offset;
}

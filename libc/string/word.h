/*
 * word.h - eight bytes at a time, in a general register.
 *
 * An aligned word lies on one page, so it may be read if one byte of it may be.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#define WORD       sizeof(uint64_t)

#define EVERY_BYTE 0x0101010101010101ull

/* At any address, holding anything. */
typedef uint64_t __attribute__((may_alias, aligned(1))) any_word;

static inline uint64_t word_load(const char *p)
{
    return *(const any_word *)p;
}

static inline uint64_t word_fill(int byte)
{
    return (unsigned char)byte * EVERY_BYTE;
}

/*
 * The top bit of each byte that is zero; above the lowest such byte there may
 * be false ones.
 */
static inline uint64_t word_zeros(uint64_t v)
{
    return (v - EVERY_BYTE) & ~v & EVERY_BYTE << 7;
}

/* For a result of word_zeros() that is not 0: which byte is the first. */
static inline size_t word_first(uint64_t bits)
{
    return (size_t)__builtin_ctzll(bits) / 8;
}

/* All bits of the first @n bytes, @n below 8. */
static inline uint64_t word_below(size_t n)
{
    return ~(~0ull << n * 8);
}

static inline const char *align_down(const char *p, size_t align)
{
    return (const char *)((uintptr_t)p & ~(align - 1));
}

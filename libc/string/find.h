/*
 * find.h - one search for a byte, from which memchr(), strlen() and their kin
 * are made by constant arguments.
 *
* By words at first. Further on by SSE2, which is three times faster on the
 * processor itself, or, under QEMU's TCG, by several words at a time: TCG's
 * code for SSE2 goes through memory and is three times slower than that.
 */
#pragma once

#include <emmintrin.h>

#include "libc/string/emulated.h"
#include "libc/string/word.h"

#define BLOCK ((size_t)64)
#define FAR   (8 * BLOCK)

/* @before: bits to set in bytes that do not count, so that none is zero. */
static inline uint64_t find_in_word(const char *p, uint64_t wanted, int or_nul,
                                    uint64_t before)
{
    uint64_t v = word_load(p);
    uint64_t bits = word_zeros((v ^ wanted) | before);

    return or_nul ? bits | word_zeros(v | before) : bits;
}

/* A vector that is zero in each byte sought: the least of a byte and of what
 * it differs by is zero if either is. */
static inline __m128i sought(const char *p, __m128i wanted, int or_nul)
{
    __m128i v = _mm_load_si128((const __m128i *)p);
    __m128i differs = _mm_xor_si128(v, wanted);

    return or_nul ? _mm_min_epu8(v, differs) : differs;
}

/* Not 0 if the aligned block at @p has such a byte. */
static inline int find_in_block_sse2(const char *p, __m128i wanted, int or_nul)
{
    __m128i ab =
        _mm_min_epu8(sought(p, wanted, or_nul), sought(p + 16, wanted, or_nul));
    __m128i cd = _mm_min_epu8(sought(p + 32, wanted, or_nul),
                              sought(p + 48, wanted, or_nul));
    __m128i least = _mm_min_epu8(ab, cd);

    return _mm_movemask_epi8(_mm_cmpeq_epi8(least, _mm_setzero_si128()));
}

/* The same, with general registers. */
static inline int find_in_block_words(const char *p, uint64_t wanted,
                                      int or_nul)
{
    uint64_t bits = 0;

#pragma GCC unroll 8
    for (size_t i = 0; i < BLOCK; i += WORD) {
        uint64_t v = word_load(p + i);
        bits |= word_zeros(v ^ wanted);
        bits |= or_nul ? word_zeros(v) : 0;
    }
    return bits != 0;
}

/*
 * The search from @p on, a block's start. Not part of its caller, where it
 * would cost registers that short searches need.
 */
static __attribute__((noinline)) const char *
find_far(const char *p, const char *end, int byte, int or_nul)
{
    __m128i vector = _mm_set1_epi8((char)byte);
    uint64_t wanted = word_fill(byte), bits;
    bool words = libc_emulated();

    while (!(words ? find_in_block_words(p, wanted, or_nul)
                   : find_in_block_sse2(p, vector, or_nul))) {
        p += BLOCK;
        if (p >= end)
            return NULL;
    }
    while (!(bits = find_in_word(p, wanted, or_nul, 0)))
        p += WORD;
    p += word_first(bits);
    return p < end ? p : NULL;
}

/*
 * find_byte - the first @byte (or NUL, if @or_nul) in [@s, @end), or NULL.
 *
 * Reads nothing beyond it but the rest of its aligned block. @s < @end.
 */
static inline const char *find_byte(const char *s, const char *end, int byte,
                                    int or_nul)
{
    const char *p = align_down(s, WORD);
    const char *far = align_down(s, BLOCK) + FAR;
    uint64_t wanted = word_fill(byte);
    uint64_t bits =
        find_in_word(p, wanted, or_nul, word_below((uintptr_t)s % WORD));

    while (!bits) {
        p += WORD;
        if (p >= end)
            return NULL;
        if (p == far)
            return find_far(p, end, byte, or_nul);
        bits = find_in_word(p, wanted, or_nul, 0);
    }
    p += word_first(bits);
    return p < end ? p : NULL;
}

/* The end of every search that ends by itself. */
#define FIND_NO_END ((const char *)UINTPTR_MAX)

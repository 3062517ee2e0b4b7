/*
 * string_model.h - mem*() and str*() against loops that cannot be wrong.
 *
 * One set of checks for the host, where a page that must not be touched lies
 * on either side of each area, and for the guest. Each function is called with
 * operands that begin where the area begins and that end where it ends, at
 * every length up to 300 and some beyond, at mixed alignments, with bytes
 * that upset arithmetic on words: 0x01, 0x80 and 0xff.
 *
 * string_model_check() takes the two areas of STRING_AREA bytes each.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "tests/check.h"

#define STRING_AREA 8192
#define SMALL_MAX   300

static const size_t large_lengths[] = {500,  511,  512,  513,  575,  576,
                                       640,  1000, 1023, 1024, 1500, 2047,
                                       2048, 3000, 4095, 4096, 4097};
static const unsigned char odd_bytes[] = {0x61, 0x01, 0x80, 0xff};
static const size_t alignments[] = {0, 1, 3, 4, 7, 8, 13, 16};

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* Volatile, because compilers object to the plain constant. */
static const volatile size_t no_limit = SIZE_MAX;

static unsigned char *area_a, *area_b;
static unsigned char expected[STRING_AREA];

/* The @i-th length to try, and whether there is one. */
static bool length_at(size_t i, size_t *n)
{
    if (i > SMALL_MAX + COUNT(large_lengths))
        return false;
    *n = i <= SMALL_MAX ? i : large_lengths[i - SMALL_MAX - 1];
    return true;
}

#define FOR_LENGTHS(n) for (size_t n, i_ = 0; length_at(i_, &n); i_++)
#define FOR_ALIGNMENTS(k)                                                      \
    for (size_t k, k_ = 0; k_ < COUNT(alignments) && (k = alignments[k_], 1);  \
         k_++)

/* Volatile, so that no compiler makes it a call of what is tested. */
static void plain_copy(volatile unsigned char *dst,
                       const volatile unsigned char *src, size_t n)
{
    for (size_t i = 0; i < n; i++)
        dst[i] = src[i];
}

static void plain_fill(volatile unsigned char *p, unsigned char byte, size_t n)
{
    for (size_t i = 0; i < n; i++)
        p[i] = byte;
}

static bool plain_equal(const volatile unsigned char *a,
                        const volatile unsigned char *b, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (a[i] != b[i])
            return false;
    }
    return true;
}

static unsigned next_random(void)
{
    static uint64_t state = 88172645463325252ull;

    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (unsigned)(state >> 32);
}

/* Any bytes but 0. */
static void fill_randomly(volatile unsigned char *p, size_t n)
{
    for (size_t i = 0; i < n; i++)
        p[i] = (unsigned char)(1 + next_random() % 255);
}

/* An operand of @n bytes at the area's start or, for odd turns, its end. */
static unsigned char *place(unsigned char *area, size_t n, size_t align,
                            unsigned turn)
{
    return turn % 2 ? area + STRING_AREA - n : area + align;
}

static int sign(int v)
{
    return (v > 0) - (v < 0);
}

static void check_copies(void)
{
    FOR_LENGTHS(n)
    {
        FOR_ALIGNMENTS(k)
        {
            unsigned turn = next_random();
            unsigned char *src = place(area_a, n, k, turn);
            unsigned char *dst = place(area_b, n, (k * 5) % 16, turn >> 1);
            size_t at = (size_t)(dst - area_b);
            fill_randomly(src, n);
            plain_fill(area_b, 0x5a, STRING_AREA);
            plain_fill(expected, 0x5a, STRING_AREA);
            plain_copy(expected + at, src, n);
            CHECK((k % 2 ? memcpy : memmove)(dst, src, n) == dst);
            CHECK(plain_equal(area_b, expected, STRING_AREA));
        }
    }
}

static void check_overlap_by(size_t n, int shift)
{
    unsigned char *src = area_a + 64, *dst = src + shift;

    fill_randomly(area_a, n + 128);
    plain_copy(expected, area_a, n + 128);
    /* the model copies through a third place */
    plain_copy(area_b, src, n);
    plain_copy(expected + (dst - area_a), area_b, n);
    CHECK(memmove(dst, src, n) == dst);
    CHECK(plain_equal(area_a, expected, n + 128));
}

static void check_overlaps(void)
{
    FOR_LENGTHS(n)
    {
        for (int shift = -35; shift <= 35; shift += 1 + (int)(n % 3))
            check_overlap_by(n, shift);
        check_overlap_by(n, -64);
        check_overlap_by(n, 64);
    }
}

static void check_fills(void)
{
    FOR_LENGTHS(n)
    {
        FOR_ALIGNMENTS(k)
        {
            int byte = (int)next_random();
            unsigned char *dst = place(area_b, n, k, next_random());
            plain_fill(area_b, 0x5a, STRING_AREA);
            plain_fill(expected, 0x5a, STRING_AREA);
            plain_fill(expected + (dst - area_b), (unsigned char)byte, n);
            CHECK(memset(dst, byte, n) == dst);
            CHECK(plain_equal(area_b, expected, STRING_AREA));
        }
    }
}

/* Equal, then different in one byte; 0x7f and 0x80 must not compare signed. */
static void check_memcmp_of(unsigned char *a, unsigned char *b, size_t n,
                            size_t at)
{
    CHECK(memcmp(a, b, n) == 0);
    if (n == 0)
        return;
    a[at] = 0x7f;
    b[at] = 0x80;
    if (at + 1 < n) {
        a[n - 1] = 0xff;
        b[n - 1] = 0x01;
    }
    CHECK(memcmp(a, b, n) < 0);
    CHECK(memcmp(b, a, n) > 0);
    CHECK(memcmp(a, b, at) == 0);
}

static void check_memcmp(void)
{
    FOR_LENGTHS(n)
    {
        FOR_ALIGNMENTS(k)
        {
            unsigned turn = next_random();
            unsigned char *a = place(area_a, n, k, turn);
            unsigned char *b = place(area_b, n, (k * 3) % 16, turn >> 1);
            fill_randomly(a, n);
            plain_copy(b, a, n);
            check_memcmp_of(a, b, n, n ? next_random() % n : 0);
        }
    }
}

/* Searches for one byte in others, some of which differ from it by one bit. */
static void check_search_of(unsigned char *s, size_t n, unsigned char other,
                            unsigned char wanted)
{
    size_t at = n ? next_random() % n : 0;

    plain_fill(s, other, n);
    CHECK(memchr(s, wanted, n) == NULL);
    if (n == 0)
        return;
    s[n - 1] = wanted;
    s[at] = wanted;
    CHECK(memchr(s, wanted | 0x700, n) == s + at);
    CHECK(memchr(s, wanted, at) == NULL);
    CHECK(memchr(s, wanted, no_limit) == s + at);
    s[n - 1] = other;
    s[at] = wanted;
    CHECK(memchr(s, wanted, at + 1) == s + at);
}

static void check_searches(void)
{
    FOR_LENGTHS(n)
    {
        FOR_ALIGNMENTS(k)
        {
            unsigned char other = odd_bytes[k % COUNT(odd_bytes)];
            unsigned char *s = place(area_a, n, k, next_random());
            plain_fill(area_a, 0x42, 64);
            check_search_of(s, n, other, 0x42);
            plain_fill(area_a, 0, 64);
            check_search_of(s, n, other, 0);
            plain_fill(area_a, other ^ 1, 64);
            check_search_of(s, n, other, other ^ 1);
        }
    }
}

/* @s: room for @n bytes and the end. */
static void check_lengths_of(char *s, size_t n)
{
    size_t at = n ? next_random() % n : 0;
    char c = (char)0x81;

    fill_randomly((unsigned char *)s, n);
    for (size_t i = 0; i < n; i++)
        s[i] = s[i] == c ? 0x01 : s[i];
    s[n] = '\0';
    CHECK(strlen(s) == n);
    CHECK(strnlen(s, no_limit) == n);
    CHECK(strnlen(s, n) == n);
    CHECK(strnlen(s, at) == at);
    CHECK(strchr(s, c) == NULL);
    CHECK(strrchr(s, c) == NULL);
    CHECK(strchr(s, 0) == s + n);
    CHECK(strrchr(s, 0) == s + n);
    if (n == 0)
        return;
    s[n - 1] = c;
    s[at] = c;
    CHECK(strchr(s, c) == s + at);
    CHECK(strrchr(s, c) == s + n - 1);
    s[n - 1] = 0x01;
    s[at] = c;
    CHECK(strrchr(s, c) == s + at);
}

static void check_lengths(void)
{
    FOR_LENGTHS(n)
    {
        FOR_ALIGNMENTS(k)
        {
            unsigned char *s = place(area_a, n + 1, k, next_random());
            plain_fill(area_a, k % 2 ? 0 : 0x81, 64);
            check_lengths_of((char *)s, n);
        }
    }
}

static void check_orders_of(char *a, char *b, size_t n)
{
    size_t at = n ? next_random() % n : 0;

    fill_randomly((unsigned char *)a, n);
    a[n] = '\0';
    plain_copy((unsigned char *)b, (unsigned char *)a, n + 1);
    CHECK(strcmp(a, b) == 0);
    CHECK(strncmp(a, b, no_limit) == 0);
    CHECK(strncmp(a, b, n) == 0);
    if (n == 0)
        return;
    a[at] = 0x7f;
    b[at] = (char)0x80;
    CHECK(sign(strcmp(a, b)) == -1);
    CHECK(sign(strcmp(b, a)) == 1);
    CHECK(sign(strncmp(a, b, at + 1)) == -1);
    CHECK(strncmp(a, b, at) == 0);
    b[at] = '\0';
    CHECK(sign(strcmp(a, b)) == 1);
    CHECK(sign(strncmp(b, a, n)) == -1);
}

static void check_orders(void)
{
    FOR_LENGTHS(n)
    {
        FOR_ALIGNMENTS(k)
        {
            unsigned turn = next_random();
            unsigned char *a = place(area_a, n + 1, k, turn);
            unsigned char *b = place(area_b, n + 1, (k * 7) % 16, turn >> 1);
            check_orders_of((char *)a, (char *)b, n);
        }
    }
}

/* @max: the third argument of the n forms. */
static void check_string_copies_of(char *dst, const char *src, size_t n,
                                   size_t max)
{
    size_t used = n < max ? n : max;

    plain_fill((unsigned char *)dst, 0x5a, n + 1);
    CHECK(strcpy(dst, src) == dst);
    CHECK(plain_equal((unsigned char *)dst, (unsigned char *)src, n + 1));
    plain_fill((unsigned char *)dst, 0x5a, n + 1);
    CHECK(strncpy(dst, src, used) == dst);
    CHECK(plain_equal((unsigned char *)dst, (unsigned char *)src, used));
    CHECK(used > n || dst[used] == 0x5a);
    plain_fill((unsigned char *)dst, 0x5a, n + 1);
    dst[0] = '\0';
    CHECK(strncat(dst, src, used) == dst);
    CHECK(plain_equal((unsigned char *)dst, (unsigned char *)src, used));
    CHECK(dst[used] == '\0');
    dst[n / 2] = '\0';
    CHECK(strcat(dst, src + n - (n - n / 2)) == dst);
    CHECK(strlen(dst) == n || used < n / 2);
}

static void check_string_copies(void)
{
    FOR_LENGTHS(n)
    {
        FOR_ALIGNMENTS(k)
        {
            unsigned turn = next_random();
            unsigned char *src = place(area_a, n + 1, k, turn);
            unsigned char *dst = place(area_b, n + 1, (k * 7) % 16, turn >> 1);
            fill_randomly(src, n);
            src[n] = '\0';
            check_string_copies_of((char *)dst, (char *)src, n,
                                   next_random() % (n + 10));
        }
    }
}

static void check_padding(void)
{
    char s[16];

    memset(s, 0x5a, sizeof(s));
    strncpy(s, "abc", 12);
    CHECK(plain_equal((unsigned char *)s,
                      (unsigned char *)"abc\0\0\0\0\0\0\0\0\0ZZZZ", 16));
}

static void string_model_check(void *a, void *b)
{
    area_a = a;
    area_b = b;
    check_copies();
    check_overlaps();
    check_fills();
    check_memcmp();
    check_searches();
    check_lengths();
    check_orders();
    check_string_copies();
    check_padding();
}

/*
 * string.c - memcpy, memmove, memset and memcmp in general registers.
 *
 * Small sizes take two loads that overlap in the middle, so there is no loop
 * over a tail. Middle sizes take a loop of 32 bytes. Large ones take `rep
 * movsq` and `rep stosq`, which are near the best there is on processors with
 * fast strings and, unlike the byte forms, under QEMU's TCG too, where each
 * repetition costs as much as an instruction (docs/debugging.md).
 *
 * Every load of a block comes before its first store, so a block may overlap
 * itself; that makes the small cases good for memmove as they stand.
 */
#include "kernel/string.h"

#include <stdint.h>

/* GCC could see memcpy in these loops, and make memcpy call itself. */
#pragma GCC optimize("no-tree-loop-distribute-patterns")

/* Below this a loop beats the start-up of a repeated string instruction. */
#define REP_MIN 512

/* Memory at any address, holding anything. */
typedef uint16_t __attribute__((may_alias, aligned(1))) any16;
typedef uint32_t __attribute__((may_alias, aligned(1))) any32;
typedef uint64_t __attribute__((may_alias, aligned(1))) any64;

/* The name after macros: the unit test compiles this under other names. */
#define QUOTE(name)   #name
#define NAME_OF(name) QUOTE(name)

struct block {
    uint64_t w[4];
};

static inline uint64_t load64(const uint8_t *p)
{
    return *(const any64 *)p;
}

static inline void store64(uint8_t *p, uint64_t v)
{
    *(any64 *)p = v;
}

static inline struct block load_block(const uint8_t *p)
{
    return (struct block){
        {load64(p), load64(p + 8), load64(p + 16), load64(p + 24)}};
}

static inline void store_block(uint8_t *p, struct block b)
{
    store64(p, b.w[0]);
    store64(p + 8, b.w[1]);
    store64(p + 16, b.w[2]);
    store64(p + 24, b.w[3]);
}

static void copy_below_16(uint8_t *d, const uint8_t *s, size_t n)
{
    if (n >= 8) {
        uint64_t head = load64(s), tail = load64(s + n - 8);
        store64(d, head);
        store64(d + n - 8, tail);
    } else if (n >= 4) {
        uint32_t head = *(const any32 *)s;
        uint32_t tail = *(const any32 *)(s + n - 4);
        *(any32 *)d = head;
        *(any32 *)(d + n - 4) = tail;
    } else if (n >= 2) {
        uint16_t head = *(const any16 *)s;
        uint16_t tail = *(const any16 *)(s + n - 2);
        *(any16 *)d = head;
        *(any16 *)(d + n - 2) = tail;
    } else if (n == 1) {
        *d = *s;
    }
}

static inline void copy_16_to_32(uint8_t *d, const uint8_t *s, size_t n)
{
    uint64_t a = load64(s), b = load64(s + 8);
    uint64_t y = load64(s + n - 16), z = load64(s + n - 8);
    store64(d, a);
    store64(d + 8, b);
    store64(d + n - 16, y);
    store64(d + n - 8, z);
}

/* @n > 32; the destination does not begin inside the source. */
static void copy_forward(uint8_t *d, const uint8_t *s, size_t n)
{
    struct block tail = load_block(s + n - 32);
    uint8_t *tail_at = d + n - 32;

    if (n >= REP_MIN) {
        size_t words = n / 8;
        __asm__ volatile("rep movsq"
                         : "+D"(d), "+S"(s), "+c"(words)
                         :
                         : "memory");
    } else {
        for (; d < tail_at; d += 32, s += 32)
            store_block(d, load_block(s));
    }
    store_block(tail_at, tail);
}

/* @n > 32; from the end down, for a destination that begins in the source. */
static void copy_backward(uint8_t *d, const uint8_t *s, size_t n)
{
    struct block head = load_block(s);

    for (; n > 32; n -= 32)
        store_block(d + n - 32, load_block(s + n - 32));
    store_block(d, head);
}

void *memmove(void *dst, const void *src, size_t n)
{
    if (n < 16)
        copy_below_16(dst, src, n);
    else if (n <= 32)
        copy_16_to_32(dst, src, n);
    else if ((uintptr_t)dst - (uintptr_t)src >= n)
        copy_forward(dst, src, n);
    else
        copy_backward(dst, src, n);
    return dst;
}

void *memcpy(void *restrict dst, const void *restrict src, size_t n)
    __attribute__((alias(NAME_OF(memmove))));

static void set_below_16(uint8_t *d, uint64_t v, size_t n)
{
    if (n >= 8) {
        store64(d, v);
        store64(d + n - 8, v);
    } else if (n >= 4) {
        *(any32 *)d = (uint32_t)v;
        *(any32 *)(d + n - 4) = (uint32_t)v;
    } else if (n >= 2) {
        *(any16 *)d = (uint16_t)v;
        *(any16 *)(d + n - 2) = (uint16_t)v;
    } else if (n == 1) {
        *d = (uint8_t)v;
    }
}

/* @n >= 16. */
static void set_words(uint8_t *d, uint64_t v, size_t n)
{
    uint8_t *tail_at = d + n - 16;

    if (n >= REP_MIN) {
        size_t words = n / 8;
        __asm__ volatile("rep stosq"
                         : "+D"(d), "+c"(words)
                         : "a"(v)
                         : "memory");
    } else {
        for (; d < tail_at; d += 16) {
            store64(d, v);
            store64(d + 8, v);
        }
    }
    store64(tail_at, v);
    store64(tail_at + 8, v);
}

void *memset(void *dst, int byte, size_t n)
{
    uint64_t v = (uint8_t)byte * 0x0101010101010101ull;

    if (n < 16)
        set_below_16(dst, v, n);
    else
        set_words(dst, v, n);
    return dst;
}

/* The first differing byte decides, which is the lowest one in memory. */
static inline int compare_words(uint64_t a, uint64_t b)
{
    a = __builtin_bswap64(a);
    b = __builtin_bswap64(b);
    return a < b ? -1 : a > b;
}

static int compare_below_8(const uint8_t *p, const uint8_t *q, size_t n)
{
    for (; n > 0; p++, q++, n--) {
        if (*p != *q)
            return *p - *q;
    }
    return 0;
}

int memcmp(const void *a, const void *b, size_t n)
{
    const uint8_t *p = a, *q = b;
    size_t i = 0, last = n - 8;

    if (n < 8)
        return compare_below_8(p, q, n);
    for (; n - i >= 16; i += 16) {
        uint64_t first = load64(p + i) ^ load64(q + i);
        uint64_t second = load64(p + i + 8) ^ load64(q + i + 8);
        if (first | second)
            break;
    }
    for (; i < last; i += 8) {
        if (load64(p + i) != load64(q + i))
            return compare_words(load64(p + i), load64(q + i));
    }
    return compare_words(load64(p + last), load64(q + last));
}

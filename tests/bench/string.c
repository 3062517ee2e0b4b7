/*
 * string.c - time-stamp ticks of mem*() and str*() by size.
 *
 * Built by pith-cc for a guest, or by the host's compiler to compare with its
 * own library. Operands are unaligned, each time is the least of several.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROUNDS   7
#define MAX_SIZE 65536

static char a[MAX_SIZE + 64], b[MAX_SIZE + 64];
static volatile size_t size; /* so that no call is computed beforehand */
static volatile size_t sink;

static uint64_t ticks(void)
{
    uint32_t low, high;

    __asm__ volatile("lfence; rdtsc" : "=a"(low), "=d"(high) : : "memory");
    return (uint64_t)high << 32 | low;
}

#define BENCH(call)                                                            \
    do {                                                                       \
        uint64_t best = UINT64_MAX;                                            \
        unsigned n = 3 + 40000 / (50 + (unsigned)size / 8);                    \
        for (int r = 0; r < ROUNDS; r++) {                                     \
            uint64_t start = ticks();                                          \
            for (unsigned i = 0; i < n; i++)                                   \
                sink = (size_t)(call);                                         \
            start = ticks() - start;                                           \
            best = start < best ? start : best;                                \
        }                                                                      \
        printf(" %9.1f", (double)best / n);                                    \
    } while (0)

static void bench_size(size_t n)
{
    char *p = a + 1, *q = b + 2;

    memset(a, 'x', sizeof(a));
    memset(b, 'x', sizeof(b));
    p[n] = q[n] = '\0';
    size = n;
    printf("%6zu", n);
    BENCH(memcpy(p, q, size));
    BENCH(memmove(q + 9, q, size));
    memset(b, 'x', sizeof(b));
    q[n] = '\0';
    BENCH(memset(a + 1, 'x', size));
    BENCH(memcmp(p, q, size));
    BENCH(memchr(p, '\0', size + 1));
    BENCH(strlen(p));
    BENCH(strchr(p, 'y'));
    BENCH(strcmp(p, q));
    BENCH(strcpy(p, q));
    printf("\n");
}

int main(void)
{
    static const size_t sizes[] = {1,   4,   8,   15,  16,   32,    64,
                                   100, 200, 400, 800, 2000, 10000, 65000};

    printf("%6s %9s %9s %9s %9s %9s %9s %9s %9s %9s\n", "bytes", "memcpy",
           "memmove>", "memset", "memcmp", "memchr", "strlen", "strchr",
           "strcmp", "strcpy");
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++)
        bench_size(sizes[i]);
    return 0;
}

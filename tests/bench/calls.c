/*
 * calls.c - time-stamp ticks of C library calls, one line `NAME TICKS` each.
 *
 * The same source for pith, for Linux in a guest (static, as /init) and for
 * the host. A tick is the host's in all three, also under QEMU's TCG. Each
 * value is the least of several rounds, in ticks a call. The operands of str*
 * and mem* are not aligned. As /init it ends the machine.
 */
#include <stdlib.h>
#include <string.h>

#include "tests/bench/bench.h"

#define ROUNDS 9
#define ROOM   (64 * 1024)
#define LIVE   1024

static char a[ROOM + 64], b[ROOM + 64 + 3 * 4096];
static volatile size_t size; /* so that no call is computed beforehand */
static volatile size_t sink;
static void *volatile kept;
static void *live[LIVE];
static uint32_t seed;

static uint32_t next_random(void)
{
    seed = seed * 1664525 + 1013904223;
    return seed >> 8;
}

#define BENCH(name, times, call)                                               \
    do {                                                                       \
        uint64_t best = UINT64_MAX;                                            \
        for (int r = 0; r < ROUNDS; r++) {                                     \
            uint64_t start = ticks();                                          \
            for (int i = 0; i < (times); i++)                                  \
                call;                                                          \
            start = ticks() - start;                                           \
            best = start < best ? start : best;                                \
        }                                                                      \
        printf("%s %.1f\n", name, (double)best / (times));                     \
    } while (0)

/* One step of a program that keeps LIVE blocks of up to @max bytes. */
static void churn(size_t max)
{
    uint32_t i = next_random() % LIVE;

    free(live[i]);
    live[i] = malloc(1 + next_random() % max);
}

static void free_all(void)
{
    for (int i = 0; i < LIVE; i++) {
        free(live[i]);
        live[i] = NULL;
    }
}

/* A list of @n blocks made, then freed in the order of making. */
static void build_and_free(int n)
{
    for (int i = 0; i < n; i++)
        live[i] = malloc(48);
    for (int i = 0; i < n; i++)
        free(live[i]);
    memset(live, 0, sizeof(live));
}

static void bench_malloc(void)
{
    BENCH("malloc+free_64", 20000, (kept = malloc(64), free(kept)));
    BENCH("malloc+free_list_of_1000", 20, build_and_free(1000));
    seed = 1;
    for (int i = 0; i < 20 * LIVE; i++)
        churn(2048);
    BENCH("malloc+free_live_to_2K", 20000, churn(2048));
    free_all();
    for (int i = 0; i < 20 * LIVE; i++)
        churn(ROOM);
    BENCH("malloc+free_live_to_64K", 5000, churn(ROOM));
    free_all();
    BENCH("malloc+free_1M", 2000, (kept = malloc(1 << 20), free(kept)));
    BENCH("calloc+free_4K", 5000, (kept = calloc(1, 4096), free(kept)));
    kept = NULL;
    BENCH("realloc_growing_to_64K", 20, {
        for (size_t n = 64; n <= ROOM; n += 64)
            kept = realloc(kept, n);
        free(kept);
        kept = NULL;
    });
}

static void line(const char *name, size_t n, int times, int which)
{
    /* volatile: each call is made, though strlen() and its like are pure */
    char *volatile p = a + 1, *volatile q = b + 3 * 4096 + 2;
    char text[64];

    memset(a, 'x', sizeof(a));
    memset(b, 'x', sizeof(b));
    p[n] = q[n] = '\0';
    size = n;
    snprintf(text, sizeof(text), "%s_%zu", name, n);
    switch (which) {
    case 0:
        BENCH(text, times, sink = (size_t)memcpy(p, q, size));
        break;
    case 1:
        BENCH(text, times, sink = (size_t)memmove(q + 9, q, size));
        break;
    case 2:
        BENCH(text, times, sink = (size_t)memset(p, 'x', size));
        break;
    case 3:
        BENCH(text, times, sink = (size_t)memcmp(p, q, size));
        break;
    case 4:
        BENCH(text, times, sink = (size_t)memchr(p, '\0', size + 1));
        break;
    case 5:
        BENCH(text, times, sink = strlen(p));
        break;
    case 6:
        BENCH(text, times, sink = (size_t)strchr(p, 'y'));
        break;
    case 7:
        BENCH(text, times, sink = (size_t)strcmp(p, q));
        break;
    case 8:
        BENCH(text, times, sink = (size_t)strcpy(p, q));
        break;
    }
}

static void bench_strings(void)
{
    static const char *const names[] = {"memcpy", "memmove", "memset",
                                        "memcmp", "memchr",  "strlen",
                                        "strchr", "strcmp",  "strcpy"};
    static const size_t sizes[] = {8, 32, 200, 4000, 60000};

    for (int which = 0; which < 9; which++) {
        for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
            int times = 10 + 200000 / (50 + (int)sizes[i]);
            line(names[which], sizes[i], times, which);
        }
    }
}

static int by_value(const void *x, const void *y)
{
    return *(const int *)x - *(const int *)y;
}

static void sort_some(void)
{
    static int v[1000];

    seed = 7;
    for (int i = 0; i < 1000; i++)
        v[i] = (int)next_random();
    qsort(v, 1000, sizeof(v[0]), by_value);
}

static void bench_text(void)
{
    static char out[256];
    static const char *volatile number = "1234.56789";
    FILE *f = fopen("/dev/null", "w");

    BENCH("snprintf_%d_%s", 2000,
          sink = (size_t)snprintf(out, sizeof(out), "%d %s", 123456, "hello"));
    BENCH("snprintf_%.2f", 2000,
          sink = (size_t)snprintf(out, sizeof(out), "%.2f", 1234.5678));
    BENCH("snprintf_%.17g", 2000,
          sink = (size_t)snprintf(out, sizeof(out), "%.17g", 0.1));
    if (f) {
        BENCH("fprintf_/dev/null", 2000,
              fprintf(f, "%d %s %c\n", 42, "hello", 'x'));
        BENCH("fputs_/dev/null", 2000, fputs("hello, world\n", f));
        BENCH("putc_/dev/null", 5000, putc('x', f));
        fclose(f);
    }
    BENCH("strtod", 2000, sink = (size_t)strtod(number, NULL));
    BENCH("strtol", 5000, sink = (size_t)strtol(number, NULL, 10));
    BENCH("qsort_1000", 20, sort_some());
}

int main(void)
{
    bench_begin();
    bench_malloc();
    bench_strings();
    bench_text();
    bench_end();
    return 0;
}

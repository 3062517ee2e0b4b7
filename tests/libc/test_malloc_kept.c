// expect: status 0
// run: -m 8M
/*
 * test_malloc_kept.c - the small blocks that free() keeps for malloc().
 */
#include <errno.h>
#include <malloc.h>
#include <stdint.h>
#include <string.h>

#include "tests/libc/harness.h"

/* What libc/malloc.c believes of newlib's blocks. */
TEST(the_word_before_a_block_is_its_size)
{
    for (size_t n = 0; n < 3000; n++) {
        size_t *p = malloc(n);
        if (!CHECK(p))
            return;
        size_t size = p[-1] & ~(size_t)15;
        CHECK(size >= 32 && size - 8 >= n);
        CHECK(malloc_usable_size(p) == size - 8);
        free(p);
    }
}

/* Not always the same one: newlib may give 16 bytes more than asked for. */
TEST(a_kept_block_comes_again_and_is_large_enough)
{
    unsigned again = 0;

    for (size_t n = 0; n < 1100; n++) {
        char *p = malloc(n);
        if (!CHECK(p))
            return;
        memset(p, 0x5a, malloc_usable_size(p));
        free(p);
        char *q = malloc(n);
        CHECK(q && malloc_usable_size(q) >= n);
        again += q == p;
        free(q);
    }
    CHECK(again > 500);
}

TEST(no_block_is_given_out_twice)
{
    enum { COUNT = 500 };
    static char *p[COUNT];

    for (int round = 0; round < 3; round++) {
        for (int i = 0; i < COUNT; i++) {
            p[i] = malloc(1 + (size_t)i);
            if (!CHECK(p[i]))
                return;
            memset(p[i], i, 1 + (size_t)i);
        }
        for (int i = 0; i < COUNT; i++)
            CHECK(p[i][0] == (char)i && p[i][i] == (char)i);
        for (int i = 0; i < COUNT; i++)
            free(p[(i * 7) % COUNT]);
    }
}

TEST(kept_blocks_live_on_through_realloc_and_calloc)
{
    char *p = malloc(100);

    strcpy(p, "kept");
    free(p);
    p = malloc(100);
    strcpy(p, "kept");
    p = realloc(p, 5000);
    CHECK(p && strcmp(p, "kept") == 0);
    free(p);
    p = calloc(1, 100);
    for (size_t i = 0; p && i < 100; i++)
        CHECK(p[i] == 0);
    free(p);
}

/* All of RAM in small blocks, all freed: then it is there for a large one. */
TEST(what_is_kept_is_not_lost)
{
    void **list = NULL, **p;
    size_t total = 0;

    while ((p = malloc(200))) {
        *p = list;
        list = p;
        total += 208;
    }
    CHECK(errno == ENOMEM && total > 4 << 20);
    while (list) {
        p = list;
        list = *p;
        free(p);
    }
    p = malloc(total - total / 8);
    CHECK(p != NULL);
    free(p);
}

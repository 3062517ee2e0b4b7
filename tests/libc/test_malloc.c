// expect: status 0
// run: -m 384M
/*
 * test_malloc.c - the heap: grows to all of RAM, says so when there is no
 * more, and works again after that.
 */
#include <errno.h>
#include <malloc.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include "tests/libc/harness.h"

#define MIB ((size_t)1 << 20)

static bool all_zero(const unsigned char *p, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (p[i] != 0)
            return false;
    }
    return true;
}

TEST(calloc_is_zero_after_a_dirty_free)
{
    for (size_t n = 1; n < 300000; n = n * 3 + 7) {
        unsigned char *p = malloc(n);
        if (!CHECK(p))
            return;
        memset(p, 0xa5, n);
        free(p);
        p = calloc(n, 1);
        CHECK(p && all_zero(p, n));
        free(p);
    }
}

/* free() gives the top back; growing again must bring zeros, not old data. */
TEST(memory_given_back_comes_again_as_zeros)
{
    unsigned char *p = malloc(8 * MIB);

    CHECK(p != NULL);
    memset(p, 0xa5, 8 * MIB);
    free(p);
    malloc_trim(0);
    p = calloc(1, 8 * MIB);
    CHECK(p && all_zero(p, 8 * MIB));
    free(p);
}

TEST(realloc_keeps_what_was_there)
{
    size_t n = 1;
    unsigned char *p = malloc(n);

    p[0] = 1;
    for (; n < 4 * MIB; n *= 2) {
        unsigned char *q = realloc(p, n * 2);
        if (!CHECK(q))
            return;
        p = q;
        CHECK(p[n - 1] == (unsigned char)n && p[0] == 1);
        p[n * 2 - 1] = (unsigned char)(n * 2);
    }
    p = realloc(p, 10);
    CHECK(p && p[0] == 1);
    free(p);
}

TEST(blocks_are_aligned)
{
    void *p;

    for (size_t n = 1; n < 100; n++) {
        p = malloc(n);
        CHECK((uintptr_t)p % 16 == 0 && malloc_usable_size(p) >= n);
        free(p);
    }
    for (size_t align = 8; align <= 65536; align *= 2) {
        CHECK(posix_memalign(&p, align, 100) == 0);
        CHECK((uintptr_t)p % align == 0);
        memset(p, 1, 100);
        free(p);
        p = aligned_alloc(align, align);
        CHECK(p && (uintptr_t)p % align == 0);
        free(p);
    }
    CHECK(posix_memalign(&p, 3, 1) == EINVAL);
    CHECK(posix_memalign(&p, 4, 1) == EINVAL);
}

TEST(a_block_of_200_mib)
{
    char *p = malloc(200 * MIB);

    if (!CHECK(p))
        return;
    for (size_t i = 0; i < 200 * MIB; i += 4096)
        p[i] = (char)(i >> 12);
    for (size_t i = 0; i < 200 * MIB; i += 4096) {
        if (p[i] != (char)(i >> 12))
            CHECK(p[i] == (char)(i >> 12));
    }
    free(p);
}

TEST(impossible_sizes_fail_cleanly)
{
    volatile size_t huge = SIZE_MAX;

    errno = 0;
    CHECK(malloc(huge) == NULL && errno == ENOMEM);
    errno = 0;
    CHECK(malloc(huge / 2) == NULL && errno == ENOMEM);
    errno = 0;
    CHECK(calloc(huge / 2, 4) == NULL && errno == ENOMEM);
    errno = 0;
    CHECK(malloc((size_t)1 << 46) == NULL && errno == ENOMEM);
    errno = 0;
    CHECK(sbrk((ptrdiff_t)1 << 46) == (void *)-1 && errno == ENOMEM);
    CHECK(sbrk(-((ptrdiff_t)1 << 46)) == (void *)-1);
}

/* A list through the blocks themselves. */
static size_t take_everything(void ***list, size_t size)
{
    size_t count = 0;
    void **p;

    while ((p = malloc(size))) {
        *p = *list;
        *list = p;
        count++;
    }
    return count;
}

static void give_back(void **list)
{
    while (list) {
        void **next = *list;
        free(list);
        list = next;
    }
}

TEST(exhaustion_is_enomem_and_not_the_end)
{
    size_t first = 0;

    for (int round = 0; round < 3; round++) {
        void **list = NULL;
        errno = 0;
        size_t n = take_everything(&list, MIB);
        n += take_everything(&list, 4096) / 256;
        CHECK(errno == ENOMEM);
        CHECK(n > 300 && n < 384);
        CHECK(first == 0 || n + 2 >= first);
        first = n;
        give_back(list);
    }
    free(malloc(200 * MIB));
}

TEST(many_small_blocks_keep_their_contents)
{
    enum { BLOCKS = 2000 };
    static unsigned *blocks[BLOCKS];
    unsigned random = 1;

    for (int i = 0; i < 20000; i++) {
        random = random * 1103515245 + 12345;
        unsigned k = random / 65536 % BLOCKS;
        unsigned len = 1 + random / 256 % 500;
        if (blocks[k])
            CHECK(blocks[k][0] == k && blocks[k][blocks[k][1]] == ~k);
        free(blocks[k]);
        blocks[k] = malloc((len + 3) * sizeof(unsigned));
        if (!CHECK(blocks[k]))
            return;
        blocks[k][0] = k;
        blocks[k][1] = len + 2;
        blocks[k][len + 2] = ~k;
    }
    for (int k = 0; k < BLOCKS; k++)
        free(blocks[k]);
}

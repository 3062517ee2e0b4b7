/*
 * test_heap.c - the heap grows over all of RAM, is zero, and gives back.
 */
#include "kernel/base.h"
#include "kernel/heap.h"
#include "kernel/page_alloc.h"
#include "kernel/string.h"
#include "tests/check.h"

/* Tables and extent nodes that were made on the way stay allocated, and the
 * large page in which the heap begins. */
#define KEPT_PAGES 600

static bool is_zero(const char *p, size_t n)
{
    return n == 0 || (p[0] == 0 && memcmp(p, p + 1, n - 1) == 0);
}

TEST(heap_is_contiguous_and_zero)
{
    char *a = heap_grow(100);
    char *b = heap_grow(10000);

    if (!CHECK(a && b))
        return;
    CHECK(b == a + 100);
    CHECK(is_zero(a, 10100));
    memset(a, 0xff, 10100);
    CHECK(heap_grow(-10100) == a + 10100);
    CHECK(heap_grow(10100) == a);
    CHECK(is_zero(a, 10100));
    heap_grow(-10100);
}

TEST(heap_shrinks_to_its_start_and_no_further)
{
    char *start = heap_grow(0);
    char *end;

    CHECK(heap_grow(5 * PAGE_SIZE) == start);
    end = heap_grow(0);
    CHECK(heap_grow(start - end) == end);
    CHECK(heap_grow(0) == start);
    CHECK(heap_grow(-(int64_t)GIB) == NULL);
    CHECK(heap_grow(INT64_MIN) == NULL);
    CHECK(heap_grow(INT64_MAX) == NULL);
    CHECK(heap_grow(0) == start);
}

/* The number of bytes the heap can grow by at once. */
static int64_t grow_to_the_end(void)
{
    int64_t got = 0;

    for (int64_t step = MIN(page_free_count() * PAGE_SIZE, 256 * MIB);
         step >= (int64_t)PAGE_SIZE; step = ALIGN_DOWN(step / 2, PAGE_SIZE)) {
        char *p;
        while ((p = heap_grow(step))) {
            p[0] = p[step - 1] = 1;
            got += step;
            if (got > (int64_t)GIB) /* enough; zeroing 64 GiB takes a while */
                return got;
        }
    }
    return got;
}

TEST(heap_takes_all_of_ram_and_gives_it_back)
{
    uint64_t before = page_free_count();
    int64_t got = grow_to_the_end();

    if (got <= (int64_t)GIB) {
        CHECK(page_free_count() < 8);
        CHECK(heap_grow(PAGE_SIZE) == NULL);
        CHECK(got / (int64_t)PAGE_SIZE > (int64_t)before * 95 / 100);
    }
    CHECK(heap_grow(-got) != NULL);
    CHECK(page_free_count() + KEPT_PAGES >= before);
    char *again = heap_grow(MIN(got, (int64_t)MIB));
    if (CHECK(again))
        CHECK(is_zero(again, MIN(got, (int64_t)MIB)));
    heap_grow(-MIN(got, (int64_t)MIB));
}

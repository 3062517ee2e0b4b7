/*
 * test_page_alloc.c - the physical page allocator on real RAM.
 */
#include "arch/x86/page.h"
#include "kernel/base.h"
#include "kernel/boot.h"
#include "kernel/errno.h"
#include "kernel/page_alloc.h"
#include "kernel/string.h"
#include "tests/check.h"

TEST(page_alloc_low_is_below_high)
{
    uint64_t low, high;
    uint64_t before = page_free_count();

    CHECK(page_alloc(1, 1, PAGE_LOW_FIRST, PAGE_ANY_ADDRESS, &low) == 0);
    CHECK(page_alloc(1, 1, PAGE_HIGH_FIRST, PAGE_ANY_ADDRESS, &high) == 0);
    CHECK(low < high);
    CHECK(page_free_count() == before - 2);
    page_free(low, 1);
    page_free(high, 1);
    CHECK(page_free_count() == before);
}

TEST(page_alloc_refuses_zero_and_too_much)
{
    uint64_t paddr = 42;

    CHECK(page_alloc(0, 1, PAGE_LOW_FIRST, PAGE_ANY_ADDRESS, &paddr) ==
          -EINVAL);
    CHECK(page_alloc(page_free_count() + 1, 1, PAGE_LOW_FIRST, PAGE_ANY_ADDRESS,
                     &paddr) == -ENOMEM);
    CHECK(paddr == 42);
}

TEST(page_alloc_honours_alignment_and_limit)
{
    uint64_t paddr;

    CHECK(page_alloc(3, 16, PAGE_LOW_FIRST, PAGE_ANY_ADDRESS, &paddr) == 0);
    CHECK(paddr % (16 * PAGE_SIZE) == 0);
    page_free(paddr, 3);
    CHECK(page_alloc(1, 1, PAGE_HIGH_FIRST, MIB, &paddr) == 0);
    CHECK(paddr + PAGE_SIZE <= MIB);
    page_free(paddr, 1);
    CHECK(page_alloc(1, 1, PAGE_LOW_FIRST, PAGE_SIZE, &paddr) == -ENOMEM);
}

TEST(page_alloc_never_gives_page_zero_or_the_rom_area)
{
    const struct memmap *ram = &boot_info()->ram;

    CHECK(ram->count > 0);
    for (unsigned i = 0; i < ram->count; i++) {
        CHECK(ram->range[i].start >= PAGE_SIZE);
        CHECK(ram->range[i].end <= 0xa0000 || ram->range[i].start >= MIB);
    }
}

/* Everything is taken page by page, marked, checked and given back. */
TEST(page_alloc_exhausts_and_reuses)
{
    enum { MARKED = 512 };
    static uint64_t taken[MARKED];
    uint64_t before = page_free_count(), big, n = 0;

    for (; n < MARKED; n++) {
        enum page_side side = n % 2 ? PAGE_LOW_FIRST : PAGE_HIGH_FIRST;
        if (page_alloc(1, 1, side, PAGE_ANY_ADDRESS, &taken[n]) != 0)
            break;
        uint64_t *p = page_ptr(taken[n], 1);
        if (!p)
            break;
        p[0] = p[511] = taken[n];
    }
    CHECK(n >= 100 || page_free_count() == 0);
    for (uint64_t i = 0; i < n; i++) {
        uint64_t *p = page_ptr(taken[i], 1);
        CHECK(p[0] == taken[i] && p[511] == taken[i]);
    }
    /* every other page first: the most extents there can be */
    for (uint64_t i = 0; i < n; i += 2)
        page_free(taken[i], 1);
    for (uint64_t i = 1; i < n; i += 2)
        page_free(taken[i], 1);
    /* tables and nodes that were made on the way may stay */
    CHECK(page_free_count() + 64 > before);
    big = before / 4;
    if (CHECK(page_alloc(big, 1, PAGE_HIGH_FIRST, PAGE_ANY_ADDRESS,
                         &taken[0]) == 0))
        page_free(taken[0], big);
}

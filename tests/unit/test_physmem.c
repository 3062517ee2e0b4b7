/*
 * test_physmem.c - the bounds of the window on guest memory.
 */
// links: boot/physmem.c

#include "boot/physmem.h"
#include "tests/check.h"

#include <stddef.h>

static uint8_t bytes[64];

struct asked {
    unsigned calls;
    uint64_t paddr, len;
    bool answer;
};

static bool note_map(void *ctx, uint64_t paddr, uint64_t len)
{
    struct asked *asked = ctx;

    asked->calls++;
    asked->paddr = paddr;
    asked->len = len;
    return asked->answer;
}

TEST(inside)
{
    struct physmem pm = {.base = bytes, .start = 0x1000, .size = 64};

    CHECK(physmem_at(&pm, 0x1000, 1) == bytes);
    CHECK(physmem_at(&pm, 0x1000, 64) == bytes);
    CHECK(physmem_at(&pm, 0x103f, 1) == bytes + 63);
    CHECK(physmem_holds(&pm, 0x1010, 48));
}

TEST(outside)
{
    struct physmem pm = {.base = bytes, .start = 0x1000, .size = 64};

    CHECK(!physmem_at(&pm, 0xfff, 1));
    CHECK(!physmem_at(&pm, 0xfff, 2));
    CHECK(!physmem_at(&pm, 0x1040, 1));
    CHECK(!physmem_at(&pm, 0x103f, 2));
    CHECK(!physmem_at(&pm, 0x1000, 65));
    CHECK(!physmem_at(&pm, 0, 0x1001));
}

TEST(an_empty_range_is_nowhere)
{
    struct physmem pm = {.base = bytes, .start = 0x1000, .size = 64};

    CHECK(!physmem_at(&pm, 0x1000, 0));
    CHECK(!physmem_holds(&pm, 0x1040, 0));
}

TEST(wrapping_ranges)
{
    struct physmem pm = {.base = bytes, .start = 0x1000, .size = 64};

    CHECK(!physmem_at(&pm, 0x1010, UINT64_MAX));
    CHECK(!physmem_at(&pm, 0x1010, UINT64_MAX - 0x100f));
    CHECK(!physmem_at(&pm, UINT64_MAX, 1));
    CHECK(!physmem_at(&pm, UINT64_MAX, UINT64_MAX));

    struct physmem top = {.base = bytes, .start = UINT64_MAX - 63, .size = 64};

    CHECK(physmem_at(&top, UINT64_MAX, 1) == bytes + 63);
    CHECK(!physmem_at(&top, UINT64_MAX, 2));
}

TEST(an_empty_window_holds_nothing)
{
    struct physmem pm = {.base = bytes, .start = 0x1000, .size = 0};

    CHECK(!physmem_at(&pm, 0x1000, 1));
    CHECK(!physmem_at(&pm, 0x1000, 0));
}

TEST(identity_map_starts_at_null)
{
    struct physmem pm = {.base = NULL, .start = 0, .size = 1ULL << 32};

    CHECK(physmem_at(&pm, 0, 8) == NULL);
    CHECK(physmem_at(&pm, 0x5a8, 8) == (const void *)0x5a8);
    CHECK(physmem_at(&pm, 0xfffffff8, 8) == (const void *)0xfffffff8);
    CHECK(!physmem_at(&pm, 0xfffffff8, 9));
}

TEST(map_is_asked_only_inside)
{
    struct asked asked = {.answer = true};
    struct physmem pm = {bytes, 0x1000, 64, note_map, &asked};

    CHECK(!physmem_at(&pm, 0x2000, 1));
    CHECK(physmem_holds(&pm, 0x1008, 4));
    CHECK(asked.calls == 0);
    CHECK(physmem_at(&pm, 0x1008, 4) == bytes + 8);
    CHECK(asked.calls == 1 && asked.paddr == 0x1008 && asked.len == 4);
    asked.answer = false;
    CHECK(!physmem_at(&pm, 0x1008, 4));
}

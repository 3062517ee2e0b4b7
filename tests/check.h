/*
 * check.h - one way to write a test, on the host and in a guest.
 *
 *     TEST(page_zero_is_reserved)
 *     {
 *         CHECK(!memmap_contains(&map, 0, 4096));
 *     }
 *
 * A failed CHECK is reported and counted and the test goes on; CHECK is also a
 * value, so `if (!CHECK(p)) return;` stops where going on makes no sense.
 * Each TEST puts one entry into the section "tests", in no particular order.
 * A harness walks the section and supplies check_fail(): tests/unit/main.c on
 * the host, the guest's own in tests/guest/.  Nothing of the C library is used.
 */
#pragma once

#include <stdbool.h>

struct test {
    const char *name, *file;
    void (*run)(void);
};

/*
 * The bounds of the section "tests".  GNU ld makes them for a section whose
 * name is a C name; a linker script that places the section itself defines
 * both around KEEP(*(tests)), 8-byte aligned.
 */
extern const struct test __start_tests[], __stop_tests[];

/*
 * check_fail - supplied by the harness: report and count one failed check.
 *
 * @file @line  where the check stands
 * @expr        its text
 */
void check_fail(const char *file, int line, const char *expr);

static inline bool check_that(bool ok, const char *file, int line,
                              const char *expr)
{
    if (!ok)
        check_fail(file, line, expr);
    return ok;
}

#define CHECK(expr) check_that((expr), __FILE__, __LINE__, #expr)

/* The alignment is written out so that no compiler pads between entries. */
#define TEST(id)                                                               \
    static void test_##id(void);                                               \
    static const struct test test_entry_##id                                   \
        __attribute__((section("tests"), used, aligned(8))) = {#id, __FILE__,  \
                                                               test_##id};     \
    static void test_##id(void)

/*
 * test_format.c - the kernel's printf says what the C library's says.
 */
// links: kernel/format.c
// cflags: -Wno-format-overflow -Wno-format-truncation
#include <stdio.h>
#include <string.h>

#include "kernel/base.h"
#include "tests/check.h"

#define SAME(...)                                                              \
    do {                                                                       \
        char ours[128], theirs[128];                                           \
        size_t n = base_format(ours, sizeof(ours), __VA_ARGS__);               \
        CHECK((int)n == snprintf(theirs, sizeof(theirs), __VA_ARGS__));        \
        CHECK(strcmp(ours, theirs) == 0);                                      \
    } while (0)

TEST(numbers_read_as_in_c)
{
    SAME("%d %d %d", 0, -1, 2147483647);
    SAME("%d", -2147483647 - 1);
    SAME("%ld %lu", -1L, ~0UL);
    SAME("%x %lx %zx", 0xdeadbeefu, 0x123456789abcdefUL, (size_t)16);
    SAME("%8d|%-8d|%08d|%08d", 42, 42, 42, -42);
    SAME("%016lx", 0x1234UL);
    SAME("%lld", -5LL);
    SAME("%u%%", 99u);
}

TEST(strings_and_characters_read_as_in_c)
{
    SAME("%s", "");
    SAME("[%s] [%6s] [%-6s] [%c]", "abc", "abc", "abc", 'x');
    SAME("%2s", "longer");
    SAME("no conversions");
}

TEST(null_is_said_and_pointers_are_hexadecimal)
{
    char buf[32];

    base_format(buf, sizeof(buf), "%s %p", (const char *)NULL, (void *)0x1000);
    CHECK(strcmp(buf, "(null) 0x1000") == 0);
}

TEST(output_never_leaves_the_buffer)
{
    char buf[8];

    memset(buf, '#', sizeof(buf));
    CHECK(base_format(buf, 5, "%s", "abcdefgh") == 4);
    CHECK(strcmp(buf, "abcd") == 0 && buf[5] == '#');
    CHECK(base_format(buf, 1, "%d", 5) == 0 && buf[0] == '\0');
    CHECK(base_format(buf, 0, "x") == 0);
}

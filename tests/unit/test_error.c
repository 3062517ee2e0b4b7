/*
 * test_error.c - the lines that refusals print.
 */
// links: boot/error.c

#include "boot/error.h"
#include "tests/check.h"

#include <stdlib.h>
#include <string.h>

TEST(a_line_with_everything)
{
    struct boot_error err;
    char line[BOOT_ERROR_LINE];

    CHECK(boot_fail(&err, BOOT_UNREADABLE, "module list", 0xdeadbeef, 32, 0) ==
          -BOOT_UNREADABLE);
    boot_strerror(&err, line, sizeof(line));
    CHECK(strcmp(line, "module list at 0xdeadbeef, 32 bytes, is outside the "
                       "memory that can be read") == 0);
    boot_fail(&err, BOOT_MAGIC, NULL, 0x6000, 0, 0x336ec578);
    boot_strerror(&err, line, sizeof(line));
    CHECK(strcmp(line, "start_info at 0x6000: magic is 0x0, expected "
                       "0x336ec578") == 0);
    boot_fail(&err, BOOT_CMDLINE_QUOTE, "single quote", 7, 0, 0);
    boot_strerror(&err, line, sizeof(line));
    CHECK(strcmp(line, "command line: the single quote at byte 7 is not "
                       "closed") == 0);
}

TEST(every_code_has_a_line_that_fits)
{
    for (unsigned code = 0; code < BOOT_ERROR_CODES; code++) {
        struct boot_error err;
        char line[BOOT_ERROR_LINE];

        boot_fail(&err, code, "multiboot2 block", UINT64_MAX, UINT64_MAX,
                  UINT64_MAX);
        boot_strerror(&err, line, sizeof(line));
        CHECK(strlen(line) > 7 && strlen(line) < sizeof(line) - 1);
        CHECK(!strpbrk(line, "%\n"));
    }
}

TEST(strange_errors)
{
    struct boot_error err = {.code = 12345};
    char line[BOOT_ERROR_LINE];

    boot_strerror(&err, line, sizeof(line));
    CHECK(strcmp(line, "unknown boot error") == 0);
    boot_fail(&err, BOOT_MULTIBOOT, NULL, 1, 2, 3);
    boot_strerror(&err, line, sizeof(line));
    CHECK(strstr(line, "this is a ? (it"));
}

TEST(short_buffers_cut_the_line)
{
    struct boot_error err;

    boot_fail(&err, BOOT_MAGIC, NULL, 0x123456789abcdef0, 1, 2);
    for (size_t size = 0; size < 80; size++) {
        char *buf = malloc(size + 1);

        buf[size] = 'x';
        boot_strerror(&err, buf, size);
        CHECK(buf[size] == 'x');
        CHECK(size == 0 || strlen(buf) <= size - 1);
        free(buf);
    }
}

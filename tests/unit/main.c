/*
 * main.c - runs the tests of one host program.
 *
 *     test_NAME [--list] [PART...]
 *
 * Without arguments all tests run; with some, those whose name contains one of
 * them.  A test that passes prints nothing.  The last line is the verdict, and
 * the exit status is 0 only if at least one test ran and none failed.
 */
#include "tests/check.h"

#include <stdio.h>
#include <string.h>

static unsigned failed_checks;

void check_fail(const char *file, int line, const char *expr)
{
    failed_checks++;
    printf("%s:%d: failed: %s\n", file, line, expr);
    fflush(stdout);
}

static bool wanted(const struct test *test, int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        if (strstr(test->name, argv[i]))
            return true;
    }
    return argc < 2;
}

static bool passes(const struct test *test)
{
    failed_checks = 0;
    test->run();
    if (failed_checks)
        printf("not ok %s\n", test->name);
    return failed_checks == 0;
}

static int list(void)
{
    for (const struct test *t = __start_tests; t < __stop_tests; t++)
        puts(t->name);
    return 0;
}

int main(int argc, char **argv)
{
    const char *slash = strrchr(argv[0], '/');
    unsigned passed = 0, failed = 0;

    if (argc > 1 && strcmp(argv[1], "--list") == 0)
        return list();
    for (const struct test *t = __start_tests; t < __stop_tests; t++) {
        if (!wanted(t, argc, argv))
            continue;
        if (passes(t))
            passed++;
        else
            failed++;
    }
    printf("suite %s: %u passed, %u failed\n", slash ? slash + 1 : argv[0],
           passed, failed);
    return failed || !passed;
}

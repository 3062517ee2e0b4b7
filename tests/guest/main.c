/*
 * main.c - the kernel's own tests, in a guest without a C library.
 *
 * Everything here and in the runtime uses general registers only, so the
 * image also runs where the hypervisor interprets ring 0 and has no SSE. The
 * arguments choose tests by name; the exit status is the verdict.
 */
#include "kernel/app.h"
#include "kernel/base.h"
#include "kernel/exit.h"
#include "kernel/string.h"
#include "kernel/thread.h"
#include "tests/check.h"

static unsigned failed_checks;

void check_fail(const char *file, int line, const char *expr)
{
    base_print("# %s:%d: failed: %s\n", file, line, expr);
    failed_checks++;
}

static bool same(const char *a, const char *b)
{
    for (; *a && *a == *b; a++, b++)
        continue;
    return *a == *b;
}

static bool chosen(const struct test *t, int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        if (same(t->name, argv[i]))
            return true;
    }
    return argc < 2;
}

void app_enter(int argc, char **argv, char **envp)
{
    unsigned passed = 0, failed = 0;

    (void)envp;
    main_thread.pinned = 1; /* on the boot CPU, whose stacks tests look at */
    for (const struct test *t = __start_tests; t < __stop_tests; t++) {
        if (!chosen(t, argc, argv))
            continue;
        unsigned before = failed_checks;
        t->run();
        if (failed_checks == before)
            passed++;
        else
            failed++;
        if (failed_checks != before)
            base_print("not ok %s\n", t->name);
    }
    base_print("suite guest: %u passed, %u failed\n", passed, failed);
    exit_program(failed || !passed ? 1 : 0);
}

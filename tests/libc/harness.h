/*
 * harness.h - main() of a guest test program: runs its TESTs.
 *
 * A test program is an ordinary one, built by pith-cc; its exit status is the
 * verdict. It prints nothing unless a check fails. The first line of each
 * program tells the runner what to expect:
 *
 *     // expect: status N          the status of `pith run`
 *     // args: WORD...             after `--`; more options before it with
 *     // run: OPTION...            for `pith run`
 *
 * Included once, by the program's one file.
 */
#pragma once

#include <stdio.h>
#include <stdlib.h>

#include "tests/check.h"

static int test_argc;
static char **test_argv, **test_envp;
static unsigned failed_checks;

void check_fail(const char *file, int line, const char *expr)
{
    failed_checks++;
    fprintf(stderr, "%s:%d: failed: %s\n", file, line, expr);
}

int main(int argc, char **argv, char **envp)
{
    unsigned ran = 0;

    test_argc = argc;
    test_argv = argv;
    test_envp = envp;
    for (const struct test *t = __start_tests; t < __stop_tests; t++, ran++)
        t->run();
    return ran == 0 || failed_checks ? EXIT_FAILURE : EXIT_SUCCESS;
}

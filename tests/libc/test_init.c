// expect: status 0
/*
 * test_init.c - constructors run before main(), in order of priority, and get
 * its arguments.
 */
#include <string.h>

#include "tests/libc/harness.h"

static char order[8];
static int seen_argc;
static char **seen_argv;

static void note(char c)
{
    order[strlen(order)] = c;
}

static void before_all(int argc, char **argv, char **envp)
{
    (void)envp;
    seen_argc = argc;
    seen_argv = argv;
    note('p');
}

__attribute__((section(".preinit_array"),
               used)) static void (*const preinit)(int, char **,
                                                   char **) = before_all;

__attribute__((constructor(200))) static void second(void)
{
    note('2');
}

__attribute__((constructor(150))) static void first(void)
{
    note('1');
}

__attribute__((constructor)) static void last(void)
{
    note('3');
}

TEST(constructors_ran_in_order)
{
    CHECK(strcmp(order, "p123") == 0);
}

TEST(they_got_the_arguments)
{
    CHECK(seen_argc == test_argc && seen_argv == test_argv);
}

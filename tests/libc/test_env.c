// expect: status 0
// run: -e GREETING=hello -e EMPTY=
// args: one two=2 --three
/*
 * test_env.c - arguments and environment reach main().
 */
#include <string.h>

#include "tests/libc/harness.h"

extern char **environ;

TEST(arguments_follow_the_name)
{
    CHECK(test_argc == 4);
    CHECK(test_argv[0] && strlen(test_argv[0]) > 0);
    CHECK(strcmp(test_argv[1], "one") == 0);
    CHECK(strcmp(test_argv[2], "two=2") == 0);
    CHECK(strcmp(test_argv[3], "--three") == 0);
    CHECK(test_argv[4] == NULL);
    test_argv[1][0] = 'O'; /* C 5.1.2.2.1: they are modifiable */
    CHECK(strcmp(test_argv[1], "One") == 0);
}

static void change_environment(void)
{
    CHECK(setenv("NEW", "1", 0) == 0 && strcmp(getenv("NEW"), "1") == 0);
    CHECK(setenv("NEW", "2", 0) == 0 && strcmp(getenv("NEW"), "1") == 0);
    CHECK(setenv("NEW", "a much longer value than before", 1) == 0);
    CHECK(strlen(getenv("NEW")) == 31);
    CHECK(unsetenv("NEW") == 0 && getenv("NEW") == NULL);
    CHECK(putenv((char[]){"PUT=yes"}) == 0);
    CHECK(strcmp(getenv("PUT"), "yes") == 0);
    CHECK(setenv("GREETING", "bye", 1) == 0);
    CHECK(strcmp(getenv("GREETING"), "bye") == 0);
    unsetenv("PUT");
}

TEST(the_environment_is_that_of_the_command_line)
{
    CHECK(environ == test_envp);
    CHECK(getenv("GREETING") && strcmp(getenv("GREETING"), "hello") == 0);
    CHECK(getenv("EMPTY") && getenv("EMPTY")[0] == '\0');
    CHECK(getenv("GREET") == NULL && getenv("ABSENT") == NULL);
    for (char **e = environ; *e; e++)
        CHECK(strncmp(*e, "pith.", 5) != 0 && strchr(*e, '='));
    change_environment();
}

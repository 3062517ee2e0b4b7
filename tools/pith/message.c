/*
 * message.c - what the tool says on standard error.
 */
#include "tools/pith/pith.h"

#include <getopt.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool use_colour(void)
{
    const char *no_color = getenv("NO_COLOR");
    const char *term = getenv("TERM");

    return isatty(STDERR_FILENO) && !(no_color && *no_color) && term &&
           strcmp(term, "dumb") != 0;
}

static void print_line(const char *format, va_list args)
{
    fputs(use_colour() ? "\033[1;31mpith:\033[0m " : "pith: ", stderr);
    vfprintf(stderr, format, args);
    fputc('\n', stderr);
}

void message(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    print_line(format, args);
    va_end(args);
}

int fail(int status, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    print_line(format, args);
    va_end(args);
    return status;
}

int fail_option(const char *verb, char **argv, int result)
{
    const char *word = argv[optind - 1];

    if (result == ':')
        return fail(STATUS_TOOL, "%s: option %s needs a value", verb, word);
    if (optopt && strncmp(word, "--", 2) != 0)
        return fail(STATUS_TOOL, "%s: unknown option -%c; see pith %s --help",
                    verb, optopt, verb);
    if (optopt)
        return fail(STATUS_TOOL, "%s: option %s takes no value", verb, word);
    return fail(STATUS_TOOL, "%s: unknown option %s; see pith %s --help", verb,
                word, verb);
}

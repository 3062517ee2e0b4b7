/*
 * err.c - BSD's error messages on stderr [err(3)].
 */
#include <err.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "libc/progname.h"

static void print(const char *reason, const char *fmt, va_list ap)
{
    fprintf(stderr, "%s: ", libc_progname);
    if (fmt)
        vfprintf(stderr, fmt, ap);
    if (reason)
        fprintf(stderr, "%s%s", fmt ? ": " : "", reason);
    fputc('\n', stderr);
}

void vwarn(const char *fmt, va_list ap)
{
    print(strerror(errno), fmt, ap);
}

void vwarnx(const char *fmt, va_list ap)
{
    print(NULL, fmt, ap);
}

void verr(int status, const char *fmt, va_list ap)
{
    vwarn(fmt, ap);
    exit(status);
}

void verrx(int status, const char *fmt, va_list ap)
{
    vwarnx(fmt, ap);
    exit(status);
}

void warn(const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    vwarn(fmt, ap);
    va_end(ap);
}

void warnx(const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    vwarnx(fmt, ap);
    va_end(ap);
}

void err(int status, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    verr(status, fmt, ap);
}

void errx(int status, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    verrx(status, fmt, ap);
}

/*
 * base_host.c - what kernel/base.h has, for host programs: a panic ends them,
 * and nobody reads the log.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "kernel/base.h"

void panic(const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    vfprintf(stderr, fmt, ap);
    va_end(ap);
    abort();
}

void base_log(enum log_level level, const char *fmt, ...)
{
    (void)level;
    (void)fmt;
}

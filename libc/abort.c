/*
 * abort.c - abort() and failed assertions: the crash status, 134.
 */
#include "libc/abort.h"

#include <assert.h>
#include <signal.h>
#include <stdlib.h>

#include "libc/signal.h"

#undef assert
#include "kernel/base.h"

/* Absent from a program that never installs a handler. */
#pragma weak libc_signal_deliver

void libc_abort(const char *why)
{
    if (libc_signal_deliver)
        libc_signal_deliver(SIGABRT);
    panic("%s", why);
}

void abort(void)
{
    libc_abort("abort() called");
}

/* newlib's own prints by fprintf, which adds 20 KB to an image. */
void __assert_func(const char *file, int line, const char *func,
                   const char *expr)
{
    char why[256];

    base_format(why, sizeof(why), "assertion \"%s\" failed: %s:%d%s%s", expr,
                file, line, func ? ", in " : "", func ? func : "");
    libc_abort(why);
}

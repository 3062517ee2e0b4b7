/*
 * read.c - read(), apart from what stdio is linked with in any program.
 *
 * Who calls it may wait for the console, so it has that by interrupts.
 */
#include <reent.h>
#include <stddef.h>
#include <unistd.h>

#include "kernel/console.h"

static int (*const listens)(void) __attribute__((used)) = console_listen;

ssize_t read(int fd, void *buf, size_t n)
{
    return _read_r(NULL, fd, buf, n);
}

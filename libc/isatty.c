/*
 * isatty.c - isatty().
 */
#include <unistd.h>

#include "libc/fd.h"

int isatty(int fd)
{
    LIBC_FILE(f, fd);

    if (f && f->ops->isatty && f->ops->isatty(f))
        return 1;
    errno = f ? ENOTTY : EBADF;
    return 0;
}

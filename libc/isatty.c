/*
 * isatty.c - isatty().
 */
#include <unistd.h>

#include "libc/fd.h"

int isatty(int fd)
{
    struct file *f = libc_fd_file(fd);

    if (f && f->ops->isatty && f->ops->isatty(f))
        return 1;
    errno = f ? ENOTTY : EBADF;
    return 0;
}

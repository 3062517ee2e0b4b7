/*
 * fstat.c - fstat(): what a descriptor names.
 */
#include <string.h>
#include <sys/stat.h>

#include "libc/fd.h"

int fstat(int fd, struct stat *st)
{
    LIBC_FILE(f, fd);

    if (!f)
        return (int)libc_result(-EBADF);
    memset(st, 0, sizeof(*st));
    return (int)libc_result(f->ops->fstat(f, true, st));
}

/*
 * fstat_r.c - what newlib's stdio asks about each stream: type and sizes.
 *
 * It never looks at the times, and working them out may mean to calibrate
 * the clock (fs/stamp.h): so fopen() does not.
 */
#include <reent.h>
#include <string.h>
#include <sys/stat.h>

#include "libc/fd.h"

int _fstat_r(struct _reent *reent, int fd, struct stat *st)
{
    LIBC_FILE(f, fd);

    (void)reent;
    if (!f)
        return (int)libc_result(-EBADF);
    memset(st, 0, sizeof(*st));
    return (int)libc_result(f->ops->fstat(f, false, st));
}

/*
 * lseek.c - the position of a descriptor.
 */
#include <unistd.h>

#include "libc/fd.h"

off_t lseek(int fd, off_t off, int whence)
{
    LIBC_FILE(f, fd);

    if (!f)
        return libc_result(-EBADF);
    return libc_result(f->ops->lseek ? f->ops->lseek(f, off, whence) : -ESPIPE);
}

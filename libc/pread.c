/*
 * pread.c - pread() and pwrite(): at a position of the caller's.
 */
#include <fcntl.h>
#include <stdint.h>
#include <unistd.h>

#include "libc/fd.h"

static ssize_t pread_file(struct file *f, void *buf, size_t n, off_t off)
{
    if (!f || (f->flags & O_ACCMODE) == O_WRONLY)
        return -EBADF;
    if (n > PTRDIFF_MAX || off < 0)
        return -EINVAL;
    return f->ops->pread ? f->ops->pread(f, buf, n, off) : -ESPIPE;
}

static ssize_t pwrite_file(struct file *f, const void *buf, size_t n, off_t off)
{
    if (!f || (f->flags & O_ACCMODE) == O_RDONLY)
        return -EBADF;
    if (n > PTRDIFF_MAX || off < 0)
        return -EINVAL;
    return f->ops->pwrite ? f->ops->pwrite(f, buf, n, off) : -ESPIPE;
}

ssize_t pread(int fd, void *buf, size_t n, off_t off)
{
    LIBC_FILE(f, fd);

    return libc_result(pread_file(f, buf, n, off));
}

ssize_t pwrite(int fd, const void *buf, size_t n, off_t off)
{
    LIBC_FILE(f, fd);

    return libc_result(pwrite_file(f, buf, n, off));
}

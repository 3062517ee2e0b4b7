/*
 * read_write.c - reading and writing whatever a descriptor names.
 */
#include <fcntl.h>
#include <reent.h>
#include <stdint.h>
#include <unistd.h>

#include "libc/fd.h"
#include "libc/poll.h"

static ssize_t read_file(struct file *f, void *buf, size_t n)
{
    if (!f || (f->flags & O_ACCMODE) == O_WRONLY)
        return -EBADF;
    if (n > PTRDIFF_MAX || !f->ops->read)
        return -EINVAL;
    return f->ops->read(f, buf, n);
}

static ssize_t write_file(struct file *f, const void *buf, size_t n)
{
    if (!f || (f->flags & O_ACCMODE) == O_RDONLY)
        return -EBADF;
    if (n > PTRDIFF_MAX || !f->ops->write)
        return -EINVAL;
    return f->ops->write(f, buf, n);
}

static ssize_t read_fd(int fd, void *buf, size_t n)
{
    LIBC_FILE(f, fd);

    return read_file(f, buf, n);
}

static ssize_t write_fd(int fd, const void *buf, size_t n)
{
    LIBC_FILE(f, fd);

    return write_file(f, buf, n);
}

/* For newlib's stdio, which has it also where only printf() is used. */
ssize_t _read_r(struct _reent *reent, int fd, void *buf, size_t n)
{
    (void)reent;
    return libc_done(read_fd(fd, buf, n));
}

ssize_t write(int fd, const void *buf, size_t n)
{
    return libc_done(write_fd(fd, buf, n));
}

/*
 * sync.c - fsync() and its kin: until what was written lasts.
 */
#include <unistd.h>

#include "libc/fd.h"

int fsync(int fd)
{
    struct file *f = libc_fd_file(fd);

    if (!f)
        return (int)libc_result(-EBADF);
    return (int)libc_result(f->ops->sync ? f->ops->sync(f) : -EINVAL);
}

int fdatasync(int fd)
{
    return fsync(fd);
}

/* Every file system here lives in memory. */
void sync(void)
{
}

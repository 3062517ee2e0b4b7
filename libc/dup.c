/*
 * dup.c - more descriptors of one file: dup(), dup2(), dup3().
 */
#define _GNU_SOURCE /* dup3() */
#include <fcntl.h>
#include <unistd.h>

#include "libc/fd.h"

int dup(int fd)
{
    return fcntl(fd, F_DUPFD, 0);
}

static int replace(int fd, int new_fd, bool cloexec)
{
    struct file *f = libc_fd_hold(fd);
    int result;

    if (!f)
        return -EBADF;
    result = libc_fd_replace(f, new_fd, cloexec);
    if (result < 0)
        libc_file_put(f);
    return result;
}

int dup2(int fd, int new_fd)
{
    if (fd == new_fd)
        return libc_fd_file(fd) ? fd : (int)libc_result(-EBADF);
    return (int)libc_result(replace(fd, new_fd, false));
}

int dup3(int fd, int new_fd, int flags)
{
    if (fd == new_fd || (flags & ~O_CLOEXEC))
        return (int)libc_result(-EINVAL);
    return (int)libc_result(replace(fd, new_fd, flags & O_CLOEXEC));
}

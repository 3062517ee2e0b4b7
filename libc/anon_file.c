/*
 * anon_file.c - files without a name that a call makes.
 */
#include "libc/anon_file.h"

#include <fcntl.h>
#include <sys/stat.h>

int libc_anon_fd(struct file *f, const struct file_ops *ops, int flags)
{
    int fd;

    f->ops = ops;
    f->flags = O_RDWR | (flags & ANON_NONBLOCK ? O_NONBLOCK : 0);
    f->refs = 1;
    fd = libc_fd_new(f, 0, flags & ANON_CLOEXEC);
    if (fd < 0)
        libc_file_put(f);
    return fd;
}

int libc_anon_stat(struct file *f, bool times, struct stat *st)
{
    (void)times;
    st->st_mode = 0600; /* of no type, as on Linux */
    st->st_nlink = 1;
    st->st_ino = (ino_t)((uintptr_t)f >> 4);
    st->st_blksize = 4096;
    return 0;
}

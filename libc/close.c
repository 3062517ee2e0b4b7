/*
 * close.c - close().
 */
#include <unistd.h>

#include "libc/fd.h"

int close(int fd)
{
    struct fd_slot *slot = libc_fd_slot(fd);
    struct file *f;

    if (!slot)
        return (int)libc_result(-EBADF);
    f = slot->file;
    *slot = (struct fd_slot){0};
    libc_file_put(f);
    return 0;
}

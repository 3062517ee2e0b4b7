/*
 * sync.c - fsync() and its kin: until what was written lasts.
 */
#include <unistd.h>

#include "fs/mount.h"
#include "libc/fd.h"
#include "libc/held.h"

static int sync_file(int fd, bool data)
{
    LIBC_FILE(f, fd);

    if (!f)
        return (int)libc_result(-EBADF);
    return (int)libc_result(f->ops->sync ? f->ops->sync(f, data) : -EINVAL);
}

int fsync(int fd)
{
    return sync_file(fd, false);
}

int fdatasync(int fd)
{
    return sync_file(fd, true);
}

/* Absent from a program that uses no paths. */
#pragma weak mount_sync_all

void sync(void)
{
    LIBC_HELD(&libc_fs_lock);

    if (mount_sync_all)
        (void)mount_sync_all();
}

/*
 * rename.c - rename() and renameat(). newlib's rename() is a call of _rename().
 */
#include <fcntl.h>
#include <stdio.h>

#include "fs/vfs.h"
#include "libc/cwd.h"
#include "libc/fd.h"
#include "libc/held.h"

int _rename(const char *from, const char *to);

int renameat(int from_fd, const char *from, int to_fd, const char *to)
{
    LIBC_HELD(&libc_fs_lock);
    struct vnode *from_at, *to_at;
    int err = libc_at(from_fd, from, &from_at);

    if (!err)
        err = libc_at(to_fd, to, &to_at);
    return (int)libc_result(err ? err : vfs_rename(from_at, from, to_at, to));
}

int _rename(const char *from, const char *to)
{
    return renameat(AT_FDCWD, from, AT_FDCWD, to);
}

/*
 * mkdir.c - new directories; and the special files that do not exist here.
 */
#include <fcntl.h>
#include <sys/stat.h>

#include "fs/vfs.h"
#include "libc/cwd.h"
#include "libc/fd.h"
#include "libc/umask.h"
#include "libc/held.h"

int mkdirat(int dirfd, const char *path, mode_t mode)
{
    LIBC_HELD(&libc_fs_lock);
    struct vnode *at;
    int err = libc_at(dirfd, path, &at);

    return (int)libc_result(
        err ? err : vfs_mkdir(at, path, mode & 01777 & ~libc_umask));
}

int mkdir(const char *path, mode_t mode)
{
    return mkdirat(AT_FDCWD, path, mode);
}

int mkfifo(const char *path, mode_t mode)
{
    (void)path;
    (void)mode;
    return (int)libc_result(-ENOSYS);
}

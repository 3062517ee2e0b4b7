/*
 * unlink.c - unlink(), rmdir() and unlinkat().
 */
#include <fcntl.h>
#include <unistd.h>

#include "fs/vfs.h"
#include "libc/cwd.h"
#include "libc/fd.h"
#include "libc/held.h"

typedef int (*remove_fn)(struct vnode *at, const char *path);

static int remove_at(int dirfd, const char *path, remove_fn fn)
{
    LIBC_HELD(&libc_fs_lock);
    struct vnode *at;
    int err = libc_at(dirfd, path, &at);

    return (int)libc_result(err ? err : fn(at, path));
}

int unlink(const char *path)
{
    return remove_at(AT_FDCWD, path, vfs_unlink);
}

int rmdir(const char *path)
{
    return remove_at(AT_FDCWD, path, vfs_rmdir);
}

int unlinkat(int dirfd, const char *path, int flags)
{
    if (flags & ~AT_REMOVEDIR)
        return (int)libc_result(-EINVAL);
    return remove_at(dirfd, path,
                     flags & AT_REMOVEDIR ? vfs_rmdir : vfs_unlink);
}

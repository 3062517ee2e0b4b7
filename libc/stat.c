/*
 * stat.c - stat() and its kin: what a path names.
 */
#include <fcntl.h>
#include <sys/stat.h>

#include "libc/cwd.h"
#include "libc/fd.h"
#include "libc/vnode_file.h"
#include "libc/held.h"

static int stat_at(int dirfd, const char *path, bool follow, struct stat *st)
{
    LIBC_HELD(&libc_fs_lock);
    struct vnode *vn;
    int err = libc_lookup(dirfd, path, follow, &vn);

    if (err)
        return err;
    err = libc_vnode_stat(vn, true, st);
    vnode_put(vn);
    return err;
}

int stat(const char *restrict path, struct stat *restrict st)
{
    return (int)libc_result(stat_at(AT_FDCWD, path, true, st));
}

int lstat(const char *restrict path, struct stat *restrict st)
{
    return (int)libc_result(stat_at(AT_FDCWD, path, false, st));
}

int fstatat(int dirfd, const char *restrict path, struct stat *restrict st,
            int flags)
{
    if (flags & ~AT_SYMLINK_NOFOLLOW)
        return (int)libc_result(-EINVAL);
    return (int)libc_result(
        stat_at(dirfd, path, !(flags & AT_SYMLINK_NOFOLLOW), st));
}

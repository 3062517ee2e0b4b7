/*
 * link.c - more names for a file: link(), symlink(), readlink().
 */
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fs/vfs.h"
#include "libc/cwd.h"
#include "libc/fd.h"
#include "libc/held.h"

static int link_at(int from_fd, const char *from, int to_fd, const char *to,
                   bool follow)
{
    LIBC_HELD(&libc_fs_lock);
    struct vnode *file, *at;
    int err = libc_lookup(from_fd, from, follow, &file);

    if (err)
        return err;
    err = libc_at(to_fd, to, &at);
    if (!err)
        err = vfs_link(at, to, file);
    vnode_put(file);
    return err;
}

int linkat(int from_fd, const char *from, int to_fd, const char *to, int flags)
{
    if (flags & ~AT_SYMLINK_FOLLOW)
        return (int)libc_result(-EINVAL);
    return (int)libc_result(
        link_at(from_fd, from, to_fd, to, flags & AT_SYMLINK_FOLLOW));
}

int link(const char *from, const char *to)
{
    return linkat(AT_FDCWD, from, AT_FDCWD, to, 0);
}

int symlinkat(const char *target, int dirfd, const char *path)
{
    LIBC_HELD(&libc_fs_lock);
    struct vnode *at;
    int err = target ? libc_at(dirfd, path, &at) : -EFAULT;

    return (int)libc_result(err ? err : vfs_symlink(at, path, target));
}

int symlink(const char *target, const char *path)
{
    return symlinkat(target, AT_FDCWD, path);
}

static ssize_t readlink_at(int dirfd, const char *path, char *buf, size_t size)
{
    LIBC_HELD(&libc_fs_lock);
    struct vnode *vn;
    ssize_t len = libc_lookup(dirfd, path, false, &vn);

    if (len)
        return len;
    len = -EINVAL;
    if (S_ISLNK(vn->mode) && size > 0)
        len = vn->ops->readlink(vn, buf, size);
    vnode_put(vn);
    return len;
}

ssize_t readlinkat(int dirfd, const char *restrict path, char *restrict buf,
                   size_t size)
{
    return libc_result(readlink_at(dirfd, path, buf, size));
}

ssize_t readlink(const char *restrict path, char *restrict buf, size_t size)
{
    return readlinkat(AT_FDCWD, path, buf, size);
}

/*
 * open.c - open() and its kin. With it comes the tree of files.
 */
#include <fcntl.h>
#include <stdarg.h>
#include <sys/stat.h>

#include "fs/vfs.h"
#include "libc/cwd.h"
#include "libc/fd.h"
#include "libc/umask.h"
#include "libc/vnode_file.h"
#include "libc/held.h"

static const struct {
    int open;
    unsigned vfs;
} flag_pairs[] = {
    {O_CREAT, VFS_OPEN_CREATE},
    {O_EXCL, VFS_OPEN_EXCLUSIVE},
    {O_DIRECTORY, VFS_OPEN_DIRECTORY},
    {O_NOFOLLOW, VFS_OPEN_NOFOLLOW},
};

static unsigned vfs_flags(int flags)
{
    unsigned result = 0;

    for (size_t i = 0; i < sizeof(flag_pairs) / sizeof(flag_pairs[0]); i++) {
        if (flags & flag_pairs[i].open)
            result |= flag_pairs[i].vfs;
    }
    if ((flags & O_ACCMODE) != O_RDONLY) {
        result |= VFS_OPEN_WRITE;
        if (flags & O_TRUNC)
            result |= VFS_OPEN_TRUNCATE;
    }
    return result;
}

static int open_at(int dirfd, const char *path, int flags, mode_t mode)
{
    LIBC_HELD(&libc_fs_lock);
    struct vnode *at, *vn = NULL;
    struct file *f;
    int err = libc_at(dirfd, path, &at), fd;

    if (!err && (flags & O_ACCMODE) == O_ACCMODE)
        err = -EINVAL;
    if (err)
        return err;
    fd = libc_vnode_reserve(flags, &f);
    if (fd < 0)
        return fd;
    err = vfs_open(at, path, vfs_flags(flags), mode & ~libc_umask, &vn);
    return libc_vnode_finish(fd, f, err, vn);
}

/* The mode is there only if the flags say so; reading it anyway is harmless
 * on x86-64, but not C. */
#define MODE_ARGUMENT(flags, mode)                                             \
    do {                                                                       \
        va_list ap;                                                            \
                                                                               \
        va_start(ap, flags);                                                   \
        mode = (flags)&O_CREAT ? va_arg(ap, mode_t) : 0;                       \
        va_end(ap);                                                            \
    } while (0)

int open(const char *path, int flags, ...)
{
    mode_t mode;

    MODE_ARGUMENT(flags, mode);
    return (int)libc_result(open_at(AT_FDCWD, path, flags, mode));
}

int openat(int dirfd, const char *path, int flags, ...)
{
    mode_t mode;

    MODE_ARGUMENT(flags, mode);
    return (int)libc_result(open_at(dirfd, path, flags, mode));
}

int creat(const char *path, mode_t mode)
{
    return open(path, O_WRONLY | O_CREAT | O_TRUNC, mode);
}

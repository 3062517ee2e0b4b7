/*
 * chmod.c - permissions. They are kept and shown; nothing is denied by them.
 */
#include <fcntl.h>
#include <sys/stat.h>

#include "libc/fd.h"
#include "libc/setattr.h"

int fchmodat(int dirfd, const char *path, mode_t mode, int flags)
{
    struct vattr attr = {.mode = mode};

    if (flags)
        return (int)libc_result(flags & ~AT_SYMLINK_NOFOLLOW ? -EINVAL
                                                             : -EOPNOTSUPP);
    return libc_setattr_at(dirfd, path, true, VATTR_MODE, &attr);
}

int chmod(const char *path, mode_t mode)
{
    return fchmodat(AT_FDCWD, path, mode, 0);
}

int fchmod(int fd, mode_t mode)
{
    struct vattr attr = {.mode = mode};

    return libc_setattr_fd(fd, VATTR_MODE, &attr);
}

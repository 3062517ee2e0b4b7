/*
 * access.c - access(): root may read and write all, and execute what anybody
 * may.
 */
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "libc/cwd.h"
#include "libc/fd.h"
#include "libc/held.h"

static int check(const struct vnode *vn, int how)
{
    if ((how & X_OK) && !S_ISDIR(vn->mode) && !(vn->mode & 0111))
        return -EACCES;
    return 0;
}

int faccessat(int dirfd, const char *path, int how, int flags)
{
    LIBC_HELD(&libc_fs_lock);
    struct vnode *vn;
    int err = 0;

    if ((how & ~(R_OK | W_OK | X_OK)) ||
        (flags & ~(AT_EACCESS | AT_SYMLINK_NOFOLLOW)))
        err = -EINVAL;
    if (!err)
        err = libc_lookup(dirfd, path, !(flags & AT_SYMLINK_NOFOLLOW), &vn);
    if (!err) {
        err = check(vn, how);
        vnode_put(vn);
    }
    return (int)libc_result(err);
}

int access(const char *path, int how)
{
    return faccessat(AT_FDCWD, path, how, 0);
}

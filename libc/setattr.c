/*
 * setattr.c - what chmod(), chown() and utime() have in common.
 */
#include "libc/setattr.h"

#include "libc/cwd.h"
#include "libc/fd.h"
#include "libc/vnode_file.h"
#include "libc/held.h"

int libc_setattr_at(int dirfd, const char *path, bool follow, unsigned which,
                    const struct vattr *attr)
{
    LIBC_HELD(&libc_fs_lock);
    struct vnode *vn;
    int err = libc_lookup(dirfd, path, follow, &vn);

    if (!err) {
        if (which)
            err = vn->ops->setattr(vn, which, attr);
        vnode_put(vn);
    }
    return (int)libc_result(err);
}

int libc_setattr_fd(int fd, unsigned which, const struct vattr *attr)
{
    LIBC_HELD(&libc_fs_lock);
    struct vnode *vn;
    int err = libc_vnode_of(fd, &vn);

    if (!err && which)
        err = vn->ops->setattr(vn, which, attr);
    return (int)libc_result(err);
}

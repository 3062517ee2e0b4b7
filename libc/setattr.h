/*
 * setattr.h - what chmod(), chown() and utime() have in common.
 */
#pragma once

#include "fs/vnode.h"

/*
 * libc_setattr_at - change the attributes @which of what @path names.
 *
 * -1 with errno set, or 0.
 */
int libc_setattr_at(int dirfd, const char *path, bool follow, unsigned which,
                    const struct vattr *attr);

/* libc_setattr_fd - the same for a descriptor; of files in the tree only. */
int libc_setattr_fd(int fd, unsigned which, const struct vattr *attr);

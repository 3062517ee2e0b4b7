/*
 * realpath.c - realpath().
 */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "fs/vfs.h"
#include "libc/cwd.h"
#include "libc/fd.h"
#include "libc/held.h"

static int resolve(const char *path, char *buf)
{
    LIBC_HELD(&libc_fs_lock);
    struct vnode *at;
    int err = path ? libc_at(AT_FDCWD, path, &at) : -EINVAL;

    return err ? err : vfs_realpath(at, path, buf);
}

char *realpath(const char *restrict path, char *restrict resolved)
{
    char buf[VFS_PATH_MAX];
    int err = resolve(path, buf);

    if (!err && !resolved) {
        resolved = malloc(strlen(buf) + 1);
        if (!resolved)
            err = -ENOMEM;
    }
    if (err) {
        errno = -err;
        return NULL;
    }
    return strcpy(resolved, buf);
}

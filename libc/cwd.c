/*
 * cwd.c - the current directory, and other places where paths begin.
 */
#include "libc/cwd.h"

#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fs/mount.h"
#include "fs/vfs.h"
#include "libc/fd.h"
#include "libc/vnode_file.h"
#include "libc/held.h"
#include "libc/mmap_shared.h"

_Static_assert(VFS_PATH_MAX <= PATH_MAX, "a path fits a program's buffer");

static struct vnode *cwd; /* NULL: the root */

static struct vnode *current(void)
{
    return cwd ? cwd : vfs_root();
}

int libc_at(int dirfd, const char *path, struct vnode **at)
{
    struct vnode *vn;
    int err;

    if (!path)
        return -EFAULT;
    if (*path == '/' || dirfd == AT_FDCWD) {
        *at = *path == '/' ? vfs_root() : current();
        return 0;
    }
    err = libc_vnode_of(dirfd, &vn);
    if (err == -EINVAL || (!err && !S_ISDIR(vn->mode)))
        return -ENOTDIR;
    if (!err)
        *at = vn;
    return err;
}

int libc_lookup(int dirfd, const char *path, bool follow, struct vnode **out)
{
    struct vnode *at;
    int err = libc_at(dirfd, path, &at);

    return err ? err : vfs_lookup(at, path, follow, out);
}

/* Takes over the reference. */
static int change(struct vnode *vn)
{
    if (!S_ISDIR(vn->mode)) {
        vnode_put(vn);
        return -ENOTDIR;
    }
    vnode_put(cwd);
    cwd = vn;
    return 0;
}

int chdir(const char *path)
{
    LIBC_HELD(&libc_fs_lock);
    struct vnode *vn;
    int err = libc_lookup(AT_FDCWD, path, true, &vn);

    return (int)libc_result(err ? err : change(vn));
}

int fchdir(int fd)
{
    LIBC_HELD(&libc_fs_lock);
    struct vnode *vn;
    int err = libc_vnode_of(fd, &vn);

    if (err == -EINVAL)
        err = -ENOTDIR;
    return (int)libc_result(err ? err : change(vnode_get(vn)));
}

char *getcwd(char *buf, size_t size)
{
    LIBC_HELD(&libc_fs_lock);
    char path[VFS_PATH_MAX];
    int err = vfs_path(current(), path, sizeof(path));
    size_t need = err ? 0 : strlen(path) + 1;

    if (!err && buf && size == 0)
        err = -EINVAL;
    else if (!err && size && size < need)
        err = -ERANGE;
    if (!err && !buf) {
        buf = malloc(size ? size : need);
        if (!buf)
            err = -ENOMEM;
    }
    if (err) {
        errno = -err;
        return NULL;
    }
    return memcpy(buf, path, need);
}

/* Absent from a program that maps nothing. */
#pragma weak libc_shared_write

void libc_close_volumes(void)
{
    LIBC_HELD(&libc_fs_lock);

    if (libc_shared_write)
        (void)libc_shared_write(NULL);
    mount_close_all();
}

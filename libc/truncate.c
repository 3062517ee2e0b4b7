/*
 * truncate.c - the size of a file: truncate(), ftruncate().
 */
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "libc/cwd.h"
#include "libc/fd.h"
#include "libc/vnode_file.h"
#include "libc/held.h"
#include "libc/mmap_shared.h"

/* Absent from a program that maps nothing. */
#pragma weak libc_shared_write
#pragma weak libc_shared_read

static int set_size(struct vnode *vn, off_t size)
{
    int err;

    if (S_ISDIR(vn->mode))
        return -EISDIR;
    if (size < 0 || !S_ISREG(vn->mode))
        return -EINVAL;
    if (!vn->shared)
        return vn->ops->truncate(vn, (uint64_t)size);
    (void)libc_shared_write(vn);
    err = vn->ops->truncate(vn, (uint64_t)size);
    libc_shared_read(vn, 0, UINT64_MAX);
    return err;
}

int truncate(const char *path, off_t size)
{
    LIBC_HELD(&libc_fs_lock);
    struct vnode *vn;
    int err = libc_lookup(AT_FDCWD, path, true, &vn);

    if (!err) {
        err = set_size(vn, size);
        vnode_put(vn);
    }
    return (int)libc_result(err);
}

int ftruncate(int fd, off_t size)
{
    LIBC_HELD(&libc_fs_lock);
    LIBC_FILE(f, fd);
    struct vnode *vn;
    int err = libc_vnode_of(fd, &vn);

    if (!err && (!f || (f->flags & O_ACCMODE) == O_RDONLY))
        err = -EINVAL;
    return (int)libc_result(err ? err : set_size(vn, size));
}

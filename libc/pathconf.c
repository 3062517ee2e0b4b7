/*
 * pathconf.c - limits of files and paths.
 */
#include <fcntl.h>
#include <limits.h>
#include <unistd.h>

#include "fs/vfs.h"
#include "libc/cwd.h"
#include "libc/fd.h"
#include "libc/held.h"

/* -1 with errno as it was: no limit, or the option is not there. */
static long limit(int name)
{
    switch (name) {
    case _PC_LINK_MAX:
        return USHRT_MAX;
    case _PC_NAME_MAX:
        return VNODE_NAME_MAX;
    case _PC_PATH_MAX:
    case _PC_SYMLINK_MAX:
        return VFS_PATH_MAX;
    case _PC_PIPE_BUF:
        return PIPE_BUF;
    case _PC_NO_TRUNC:
    case _PC_2_SYMLINKS:
    case _PC_CHOWN_RESTRICTED:
        return 1;
    case _PC_FILESIZEBITS:
        return 64;
    case _PC_MAX_CANON:
    case _PC_MAX_INPUT:
        return MAX_CANON;
    case _PC_VDISABLE:
    case _PC_ASYNC_IO:
    case _PC_PRIO_IO:
    case _PC_SYNC_IO:
    case _PC_ALLOC_SIZE_MIN:
    case _PC_REC_INCR_XFER_SIZE:
    case _PC_REC_MAX_XFER_SIZE:
    case _PC_REC_MIN_XFER_SIZE:
    case _PC_REC_XFER_ALIGN:
        return -1;
    }
    return libc_result(-EINVAL);
}

long pathconf(const char *path, int name)
{
    LIBC_HELD(&libc_fs_lock);
    struct vnode *vn;
    int err = libc_lookup(AT_FDCWD, path, true, &vn);

    if (err)
        return libc_result(err);
    vnode_put(vn);
    return limit(name);
}

long fpathconf(int fd, int name)
{
    return libc_fd_file(fd) ? limit(name) : libc_result(-EBADF);
}

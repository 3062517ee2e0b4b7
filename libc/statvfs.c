/*
 * statvfs.c - how full a file system is.
 */
#include <fcntl.h>
#include <sys/statvfs.h>

#include "libc/cwd.h"
#include "libc/fd.h"
#include "libc/vnode_file.h"
#include "libc/held.h"

static int fill(struct vnode *vn, struct statvfs *out)
{
    struct vstatfs fs;
    int err = vn->ops->statfs(vn, &fs);

    if (err)
        return err;
    *out = (struct statvfs){
        .f_bsize = fs.block_size,
        .f_frsize = fs.block_size,
        .f_blocks = fs.blocks,
        .f_bfree = fs.blocks_free,
        .f_bavail = fs.blocks_free,
        .f_files = fs.files,
        .f_ffree = fs.files_free,
        .f_favail = fs.files_free,
        .f_fsid = vn->dev,
        .f_flag = fs.read_only ? ST_RDONLY : 0,
        .f_namemax = VNODE_NAME_MAX,
    };
    return 0;
}

int statvfs(const char *restrict path, struct statvfs *restrict out)
{
    LIBC_HELD(&libc_fs_lock);
    struct vnode *vn;
    int err = libc_lookup(AT_FDCWD, path, true, &vn);

    if (!err) {
        err = fill(vn, out);
        vnode_put(vn);
    }
    return (int)libc_result(err);
}

int fstatvfs(int fd, struct statvfs *out)
{
    LIBC_HELD(&libc_fs_lock);
    struct vnode *vn;
    int err = libc_vnode_of(fd, &vn);

    return (int)libc_result(err == -EINVAL ? -ENOSYS
                            : err          ? err
                                           : fill(vn, out));
}

/*
 * vnode_file.c - descriptors of files in the tree.
 */
#include "libc/vnode_file.h"

#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "libc/device.h"
#include "libc/file_lock.h"
#include "libc/held.h"
#include "libc/mmap_shared.h"

#define NS_PER_S 1000000000

/* Absent from a program that maps nothing; called only for what is mapped. */
#pragma weak libc_shared_write
#pragma weak libc_shared_read

/* Before the file is looked at: what its mappings have. */
static void take_mapped(struct vnode *vn)
{
    if (vn->shared)
        (void)libc_shared_write(vn);
}

static ssize_t pread_vnode(struct file *f, void *buf, size_t n, off_t off)
{
    LIBC_HELD(&libc_fs_lock);
    if (S_ISDIR(f->vnode->mode))
        return -EISDIR;
    take_mapped(f->vnode);
    return f->vnode->ops->read(f->vnode, buf, n, (uint64_t)off);
}

static ssize_t read_vnode(struct file *f, void *buf, size_t n)
{
    LIBC_HELD(&libc_fs_lock);
    ssize_t done = pread_vnode(f, buf, n, f->pos);

    if (done > 0)
        f->pos += done;
    return done;
}

static int64_t size_of(struct vnode *vn)
{
    struct vattr attr;
    int err = vn->ops->getattr(vn, false, &attr);

    return err ? err : (int64_t)attr.size;
}

/* O_SYNC: each write lasts when it returns; one that may not is an error,
 * although the file may have it. newlib's O_DSYNC is the same bit. */
static ssize_t written_for_good(struct file *f, ssize_t done)
{
    int err = f->vnode->ops->sync(f->vnode, false);

    return err ? err : done;
}

/* With O_APPEND the position does not matter [POSIX pwrite]. */
static ssize_t pwrite_vnode(struct file *f, const void *buf, size_t n,
                            off_t off)
{
    LIBC_HELD(&libc_fs_lock);
    ssize_t done;

    if (f->flags & O_APPEND)
        off = size_of(f->vnode);
    if (off < 0)
        return off;
    take_mapped(f->vnode);
    done = f->vnode->ops->write(f->vnode, buf, n, (uint64_t)off);
    if (f->vnode->shared && done > 0)
        libc_shared_read(f->vnode, (uint64_t)off, (uint64_t)done);
    return done > 0 && f->flags & O_SYNC ? written_for_good(f, done) : done;
}

static ssize_t write_vnode(struct file *f, const void *buf, size_t n)
{
    LIBC_HELD(&libc_fs_lock);
    ssize_t done;

    if (f->flags & O_APPEND) {
        int64_t end = size_of(f->vnode);

        if (end < 0)
            return end;
        f->pos = end;
    }
    done = pwrite_vnode(f, buf, n, f->pos);
    if (done > 0)
        f->pos += done;
    return done;
}

static off_t lseek_vnode(struct file *f, off_t off, int whence)
{
    LIBC_HELD(&libc_fs_lock);
    int64_t base;

    if (whence == SEEK_SET)
        base = 0;
    else if (whence == SEEK_CUR)
        base = f->pos;
    else if (whence == SEEK_END)
        base = size_of(f->vnode);
    else
        return -EINVAL;
    if (base < 0)
        return base;
    if (__builtin_add_overflow(base, off, &base))
        return -EOVERFLOW;
    if (base < 0)
        return -EINVAL;
    return f->pos = base;
}

int libc_vnode_file_stat(struct file *f, bool times, struct stat *st)
{
    LIBC_HELD(&libc_fs_lock);
    return libc_vnode_stat(f->vnode, times, st);
}

static int ioctl_vnode(struct file *f, unsigned long request, void *arg)
{
    LIBC_HELD(&libc_fs_lock);
    int64_t left;

    if (request != FIONREAD || !S_ISREG(f->vnode->mode))
        return -ENOTTY;
    left = size_of(f->vnode) - f->pos;
    *(int *)arg = (int)(left < 0 ? 0 : left > INT_MAX ? INT_MAX : left);
    return 0;
}

static int sync_vnode(struct file *f, bool data)
{
    LIBC_HELD(&libc_fs_lock);
    take_mapped(f->vnode);
    return f->vnode->ops->sync(f->vnode, data);
}

void libc_vnode_file_close(struct file *f)
{
    if (libc_lock_gone)
        libc_lock_gone(f);
    LIBC_HELD(&libc_fs_lock);
    vnode_put(f->vnode);
    free(f);
}

static const struct file_ops vnode_file_ops = {
    .read = read_vnode,
    .write = write_vnode,
    .pread = pread_vnode,
    .pwrite = pwrite_vnode,
    .lseek = lseek_vnode,
    .fstat = libc_vnode_file_stat,
    .ioctl = ioctl_vnode,
    .sync = sync_vnode,
    .close = libc_vnode_file_close,
};

static const struct file_ops *ops_of(struct vnode *vn)
{
    struct vattr attr;

    if (!S_ISCHR(vn->mode))
        return &vnode_file_ops;
    if (vn->ops->getattr(vn, false, &attr))
        return NULL;
    return libc_device_ops(attr.rdev);
}

/* Another thread may use the descriptor before its file is open. */
static int stat_unopened(struct file *f, bool times, struct stat *st)
{
    (void)f;
    (void)times;
    (void)st;
    return -EBADF;
}

static const struct file_ops unopened_ops = {
    .fstat = stat_unopened,
    .close = libc_vnode_file_close,
};

int libc_vnode_reserve(int flags, struct file **out)
{
    struct file *f = calloc(1, sizeof(*f));
    int fd;

    if (!f)
        return -ENOMEM;
    f->ops = &unopened_ops;
    f->flags = flags;
    f->refs = 2;
    fd = libc_fd_new(f, 0, flags & O_CLOEXEC);
    if (fd < 0)
        free(f);
    else
        *out = f;
    return fd;
}

static int set_vnode(struct file *f, struct vnode *vn)
{
    const struct file_ops *ops = ops_of(vn);

    f->vnode = vn;
    if (!ops)
        return -ENXIO;
    f->ops = ops;
    return 0;
}

/* @fd closes, unless another thread has done that. */
static void forget(int fd, struct file *f)
{
    bool found;

    {
        LIBC_HELD(&libc_fd_lock);
        struct fd_slot *slot = libc_fd_slot(fd);

        found = slot && slot->file == f;
        if (found)
            libc_fd_forget(slot);
    }
    if (found)
        libc_file_put(f);
}

int libc_vnode_finish(int fd, struct file *f, int err, struct vnode *vn)
{
    if (!err)
        err = set_vnode(f, vn);
    if (err)
        forget(fd, f);
    libc_file_put(f);
    return err ? err : fd;
}

int libc_vnode_of(int fd, struct vnode **out)
{
    LIBC_HELD(&libc_fd_lock);
    struct file *f = libc_fd_file(fd);

    if (!f)
        return -EBADF;
    if (!f->vnode)
        return -EINVAL;
    *out = f->vnode;
    return 0;
}

static struct timespec timespec_of(vtime_t time)
{
    struct timespec ts = {time / NS_PER_S, (long)(time % NS_PER_S)};

    if (ts.tv_nsec < 0) {
        ts.tv_sec--;
        ts.tv_nsec += NS_PER_S;
    }
    return ts;
}

int libc_vnode_stat(struct vnode *vn, bool times, struct stat *st)
{
    struct vattr a;
    int err = vn->ops->getattr(vn, times, &a);

    if (err)
        return err;
    *st = (struct stat){
        .st_dev = a.dev,
        .st_ino = a.ino,
        .st_mode = a.mode,
        .st_nlink = a.nlink > USHRT_MAX ? USHRT_MAX : (nlink_t)a.nlink,
        .st_uid = a.uid,
        .st_gid = a.gid,
        .st_rdev = a.rdev,
        .st_size = (off_t)a.size,
        .st_atim = timespec_of(a.atime),
        .st_mtim = timespec_of(a.mtime),
        .st_ctim = timespec_of(a.ctime),
        .st_blksize = 4096,
        .st_blocks = (blkcnt_t)a.blocks,
    };
    return 0;
}

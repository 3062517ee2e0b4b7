/*
 * vfs.h - paths: from a string to a vnode, and what is done by name.
 *
 * Every path begins at @at, or at the root if it begins with a slash.
 * Symbolic links are followed but where a call says otherwise; more than
 * VFS_LINKS_MAX of them are -ELOOP. ".." above the root is the root.
 *
 * Common errors, beside those named: -ENOENT (also for an empty path),
 * -ENOTDIR, -ENAMETOOLONG, -ELOOP, -ENOMEM. The program is root: permission
 * bits are kept and shown, and deny nothing.
 */
#pragma once

#include "fs/vnode.h"

#define VFS_PATH_MAX  1024 /* bytes in a path with its NUL, as PATH_MAX */
#define VFS_LINKS_MAX 40

/*
 * vfs_root - the root directory; the caller gets no reference of its own.
 *
 * Not in vfs.c: fs/root.c makes the guest's from the initial archive, tests
 * make theirs.
 */
struct vnode *vfs_root(void);

/*
 * vfs_lookup - the file that @path names.
 *
 * @follow  whether a symbolic link at the end is followed
 */
int vfs_lookup(struct vnode *at, const char *path, bool follow,
               struct vnode **out);

/* vfs_open - @flags. */
enum {
    VFS_OPEN_WRITE = 1 << 0,     /* a directory is -EISDIR then */
    VFS_OPEN_CREATE = 1 << 1,    /* make a regular file if there is none */
    VFS_OPEN_EXCLUSIVE = 1 << 2, /* ... and -EEXIST if there is one */
    VFS_OPEN_TRUNCATE = 1 << 3,  /* only with VFS_OPEN_WRITE */
    VFS_OPEN_DIRECTORY = 1 << 4, /* anything else is -ENOTDIR */
    VFS_OPEN_NOFOLLOW = 1 << 5,  /* a link at the end is -ELOOP */
};

/*
 * vfs_open - find or make the file that @path names, for reading or writing.
 *
 * @mode  permissions of a new file
 *
 * Pipes, sockets and block devices that an archive brought are -ENXIO;
 * character devices are found, and what they are is the caller's to know.
 */
int vfs_open(struct vnode *at, const char *path, unsigned flags, uint32_t mode,
             struct vnode **out);

/* vfs_mkdir - make a directory. -EEXIST. */
int vfs_mkdir(struct vnode *at, const char *path, uint32_t mode);

/*
 * vfs_mknod - make a file of the type in @mode. -EEXIST.
 *
 * @out  the new file; NULL if not wanted
 */
int vfs_mknod(struct vnode *at, const char *path, uint32_t mode,
              struct vnode **out);

/* vfs_symlink - make a link that contains @target. -EEXIST. */
int vfs_symlink(struct vnode *at, const char *path, const char *target);

/*
 * vfs_link - give @file, not a directory (-EPERM), another name. -EEXIST;
 * -EXDEV if it lives in another file system.
 */
int vfs_link(struct vnode *at, const char *path, struct vnode *file);

/* vfs_unlink - remove a name. -EISDIR for a directory. */
int vfs_unlink(struct vnode *at, const char *path);

/*
 * vfs_rmdir - remove an empty directory.
 *
 * -ENOTEMPTY; -EINVAL for "."; -ENOTEMPTY for ".."; -EBUSY for the root.
 */
int vfs_rmdir(struct vnode *at, const char *path);

/*
 * vfs_rename - move a file or directory, over what has the new name.
 *
 * -EISDIR, -ENOTDIR, -ENOTEMPTY if that is not of the same kind or not
 * empty; -EINVAL if a directory would move into itself or the name is "." or
 * ".."; -EBUSY for the root; -EXDEV between file systems. Two names of one
 * file: nothing happens.
 */
int vfs_rename(struct vnode *from_at, const char *from, struct vnode *to_at,
               const char *to);

/*
 * vfs_path - the absolute path of a directory.
 *
 * @size  of @buf. -ERANGE if it is too small, the NUL counted; -ENOENT if
 *        the directory was removed.
 */
int vfs_path(struct vnode *dir, char *buf, size_t size);

/*
 * vfs_realpath - the absolute path without links, "." and ".." of @path.
 *
 * @buf  of VFS_PATH_MAX bytes. -ENAMETOOLONG if the result does not fit.
 */
int vfs_realpath(struct vnode *at, const char *path, char *buf);

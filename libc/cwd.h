/*
 * cwd.h - where relative paths begin.
 */
#pragma once

#include "fs/vnode.h"

/*
 * libc_at - the directory that @path is relative to.
 *
 * @dirfd  a directory's descriptor, or AT_FDCWD; does not matter if @path
 *         begins with a slash
 * @at     gets no reference; it is good until the next call that closes
 *         @dirfd or changes the current directory
 *
 * -EBADF, -ENOTDIR; -EFAULT if @path is NULL.
 */
int libc_at(int dirfd, const char *path, struct vnode **at);

/*
 * libc_lookup - the file that @path, relative to @dirfd, names.
 *
 * @follow  whether a symbolic link at the end is followed. The reference is
 *          the caller's. Errors as of libc_at() and vfs_lookup().
 */
int libc_lookup(int dirfd, const char *path, bool follow, struct vnode **out);

/* libc_close_volumes - the program has ended: disks get what they lack. */
void libc_close_volumes(void);

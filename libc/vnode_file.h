/*
 * vnode_file.h - descriptors of files in the tree.
 */
#pragma once

#include "fs/vnode.h"
#include "libc/fd.h"

struct stat;

/* Operations that descriptors of devices share with those of files. */
int libc_vnode_file_stat(struct file *f, bool times, struct stat *st);
void libc_vnode_file_close(struct file *f);

/*
 * libc_vnode_reserve - a descriptor for a file that is yet to be opened.
 *
 * First this, then the file: so that no file is made that cannot be opened.
 *
 * @flags  as open() got them. Returns the descriptor; -EMFILE, -ENOMEM. The
 * caller has a reference to *@f of its own, for libc_vnode_finish().
 */
int libc_vnode_reserve(int flags, struct file **f);

/*
 * libc_vnode_finish - what came of it: @fd and @f name @vn, or go.
 *
 * @err  why there is no @vn, or 0; the reference to @vn is taken over
 *
 * Returns @fd, or @err; -ENXIO if @vn is a device that does not exist.
 */
int libc_vnode_finish(int fd, struct file *f, int err, struct vnode *vn);

/*
 * libc_vnode_of - the vnode that @fd names.
 *
 * -EBADF; -EINVAL if @fd is something else than a file in the tree. No
 * reference: it is good as long as the caller holds the lock of files.
 */
int libc_vnode_of(int fd, struct vnode **out);

/* libc_vnode_stat - fill @st from @vn; without @times, but for the times. */
int libc_vnode_stat(struct vnode *vn, bool times, struct stat *st);

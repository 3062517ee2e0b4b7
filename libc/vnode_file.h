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
 * libc_vnode_open - a descriptor for @vn.
 *
 * @flags  as open() got them. Takes over one reference to @vn, also on
 *         failure. Returns the descriptor; -EMFILE, -ENOMEM;
 * -ENXIO for a device that does not exist.
 */
int libc_vnode_open(struct vnode *vn, int flags);

/*
 * libc_vnode_of - the vnode that @fd names.
 *
 * -EBADF; -EINVAL if @fd is something else than a file in the tree. No
 * reference: it is good as long as @fd is open.
 */
int libc_vnode_of(int fd, struct vnode **out);

/* libc_vnode_stat - fill @st from @vn; without @times, but for the times. */
int libc_vnode_stat(struct vnode *vn, bool times, struct stat *st);

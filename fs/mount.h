/*
 * mount.h - the mount table: file systems in the tree of files.
 *
 * A file system's root covers a directory of another: paths that reach the
 * directory go on in the root (fs/walk.c). Nothing is unmounted while the
 * program runs; at its end all are closed.
 */
#pragma once

#include "fs/vnode.h"

struct mount {
    struct mount *next;
    struct vnode *root;
    void *fs;
    int (*sync)(void *fs);  /* until all that was done lasts */
    int (*close)(void *fs); /* the same, for good */
};

/*
 * mount_attach - @m->root covers the directory @dir.
 *
 * @m must last, and both vnodes' references are taken over. -ENOTDIR; -EBUSY
 * if something is mounted there, or @dir is the root.
 */
int mount_attach(struct mount *m, struct vnode *dir);

/* mount_sync_all - for sync(): the first error, after trying all. */
int mount_sync_all(void);

/* mount_close_all - the program has ended. */
void mount_close_all(void);

/* mount_down - what covers @vn, if anything does, else @vn: for a reference to
 * the one, which it ends, one to the other. */
static inline struct vnode *mount_down(struct vnode *vn)
{
    while (vn->mounted) {
        struct vnode *root = vnode_get(vn->mounted);

        vnode_put(vn);
        vn = root;
    }
    return vn;
}

/* mount_up - the directory that @vn covers, if it does; no reference. */
static inline struct vnode *mount_up(struct vnode *vn)
{
    while (vn->covers)
        vn = vn->covers;
    return vn;
}

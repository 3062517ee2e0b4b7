/*
 * mount.c - the mount table: file systems in the tree of files.
 */
#include "fs/mount.h"

#include <errno.h>
#include <sys/stat.h>

#include "fs/vfs.h"

static struct mount *mounts; /* the latest first */

int mount_attach(struct mount *m, struct vnode *dir)
{
    if (!S_ISDIR(dir->mode))
        return -ENOTDIR;
    if (dir->mounted || dir == vfs_root())
        return -EBUSY;
    dir->mounted = m->root;
    m->root->covers = dir;
    m->next = mounts;
    mounts = m;
    return 0;
}

int mount_sync_all(void)
{
    int result = 0;

    for (struct mount *m = mounts; m; m = m->next) {
        int err = m->sync(m->fs);

        if (!result)
            result = err;
    }
    return result;
}

void mount_close_all(void)
{
    while (mounts) {
        struct mount *m = mounts;

        mounts = m->next;
        (void)m->close(m->fs);
    }
}

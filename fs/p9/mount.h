/*
 * mount.h - a folder of the host as a file system.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct p9_fs;
struct p9dev;
struct vnode;

/*
 * p9_mount - begin to speak with @dev.
 *
 * @number     for st_dev
 * @read_only  nothing of it can be changed through this mount
 * @root       the folder itself, with a reference for the caller
 *
 * Returns 0; -ENOMEM; -EIO if the host does not speak 9P2000.L as it should,
 * or the host's own error.
 */
int p9_mount(struct p9dev *dev, uint64_t number, bool read_only,
             struct p9_fs **out, struct vnode **root);

/* p9_sync - have the host put on its disk what open files were given. */
int p9_sync(void *fs);

/* p9_close - the program has ended: nothing to do, as all is at the host. */
int p9_close(void *fs);

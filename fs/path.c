/*
 * path.c - from a directory back to its path.
 *
 * A directory does not know its name, but the one above does: going up, each
 * is looked for among its parent's entries by its number. That works for
 * every file system and after every rename.
 */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "fs/mount.h"
#include "fs/vfs.h"
#include "fs/walk.h"

/* Finds what @dir is called in @parent. */
static int name_in(struct vnode *parent, const struct vnode *dir,
                   struct vdirent *entry)
{
    uint64_t pos = 0;
    int err;

    do
        err = parent->ops->readdir(parent, &pos, entry);
    while (!err && entry->ino != dir->ino);
    return err;
}

/* Puts "/NAME" of @dir before *start, which stays at or above @buf; *up is
 * the directory above. */
static int prepend(struct vnode *dir, const char *buf, char **start,
                   struct vnode **up)
{
    static const struct vname dots = {"..", 2};
    struct vdirent entry;
    struct vnode *parent;
    int err;

    dir = mount_up(dir);
    err = dir->ops->lookup(dir, dots, &parent);
    if (err)
        return err;
    err = name_in(parent, dir, &entry);
    if (!err && (size_t)(*start - buf) < entry.len + 1)
        err = -ERANGE;
    if (err) {
        vnode_put(parent);
        return err;
    }
    *start -= entry.len + 1;
    **start = '/';
    memcpy(*start + 1, entry.name, entry.len);
    *up = parent;
    return 0;
}

int vfs_path(struct vnode *dir, char *buf, size_t size)
{
    char *start = buf + size;
    int err = 0;

    if (size < 2)
        return -ERANGE;
    *--start = '\0';
    vnode_get(dir);
    while (!err && dir != vfs_root()) {
        struct vnode *up;

        err = prepend(dir, buf, &start, &up);
        if (!err) {
            vnode_put(dir);
            dir = up;
        }
    }
    vnode_put(dir);
    if (err)
        return err;
    if (*start == '\0')
        *--start = '/';
    memmove(buf, start, (size_t)(buf + size - start));
    return 0;
}

/* The directory's path and a slash, then the name in it. */
static int file_path(const struct walk *w, char *buf)
{
    size_t len;
    int err = vfs_path(w->dir, buf, VFS_PATH_MAX);

    if (err)
        return err;
    len = strlen(buf);
    if (buf[len - 1] != '/')
        buf[len++] = '/';
    if (len + w->name.len >= VFS_PATH_MAX)
        return -ERANGE;
    memcpy(buf + len, w->name.start, w->name.len);
    buf[len + w->name.len] = '\0';
    return 0;
}

int vfs_realpath(struct vnode *at, const char *path, char *buf)
{
    struct walk w;
    int err = walk_path(&w, at, path, WALK_FOLLOW);

    if (err)
        return err;
    if (!w.vn)
        err = -ENOENT;
    else if (S_ISDIR(w.vn->mode))
        err = vfs_path(w.vn, buf, VFS_PATH_MAX);
    else
        err = file_path(&w, buf);
    walk_end(&w);
    return err == -ERANGE ? -ENAMETOOLONG : err;
}

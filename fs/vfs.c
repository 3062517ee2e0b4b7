/*
 * vfs.c - what is done to files by their names, for all file systems.
 *
 * Each call walks the path, checks what does not depend on the file system,
 * and hands the rest to the operations of the directory it ended in.
 */
#include "fs/vfs.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "fs/walk.h"

int vfs_lookup(struct vnode *at, const char *path, bool follow,
               struct vnode **out)
{
    struct walk w;
    int err = walk_path(&w, at, path, follow ? WALK_FOLLOW : WALK_FOLLOW_SLASH);

    if (err)
        return err;
    if (w.vn)
        *out = vnode_get(w.vn);
    else
        err = -ENOENT;
    walk_end(&w);
    return err;
}

/* Whether @vn, which exists, may be opened so. */
static int check_open(const struct vnode *vn, unsigned flags)
{
    if ((flags & VFS_OPEN_CREATE) && (flags & VFS_OPEN_EXCLUSIVE))
        return -EEXIST;
    if (S_ISDIR(vn->mode))
        return flags & (VFS_OPEN_WRITE | VFS_OPEN_CREATE) ? -EISDIR : 0;
    if (flags & VFS_OPEN_DIRECTORY)
        return -ENOTDIR;
    if (S_ISLNK(vn->mode))
        return -ELOOP;
    if ((flags & VFS_OPEN_WRITE) && vn->read_only && S_ISREG(vn->mode))
        return -EROFS;
    return S_ISREG(vn->mode) || S_ISCHR(vn->mode) ? 0 : -ENXIO;
}

static int open_walked(struct walk *w, unsigned flags, uint32_t mode,
                       struct vnode **out)
{
    int err = -ENOENT;

    if (w->vn) {
        err = check_open(w->vn, flags);
        if (!err && w->vn->ops->open && S_ISREG(w->vn->mode))
            err = w->vn->ops->open(w->vn, flags & VFS_OPEN_WRITE);
        if (!err && (flags & VFS_OPEN_TRUNCATE) && S_ISREG(w->vn->mode))
            err = w->vn->ops->truncate(w->vn, 0);
        if (!err)
            *out = vnode_get(w->vn);
    } else if (flags & VFS_OPEN_CREATE) {
        if (w->trailing_slash)
            return -EISDIR;
        err =
            w->dir->ops->create(w->dir, w->name, S_IFREG | (mode & 07777), out);
    }
    return err;
}

static bool is_exclusive(unsigned flags)
{
    return (flags & VFS_OPEN_CREATE) && (flags & VFS_OPEN_EXCLUSIVE);
}

static int open_once(struct vnode *at, const char *path, unsigned flags,
                     uint32_t mode, struct vnode **out)
{
    bool follow = !is_exclusive(flags) && !(flags & VFS_OPEN_NOFOLLOW);
    struct walk w;
    int err = walk_path(&w, at, path, follow ? WALK_FOLLOW : WALK_FOLLOW_SLASH);

    if (err)
        return err;
    err = open_walked(&w, flags, mode, out);
    walk_end(&w);
    return err;
}

/* A host may make the file between our look and our making it: then it is
 * there to be opened. */
int vfs_open(struct vnode *at, const char *path, unsigned flags, uint32_t mode,
             struct vnode **out)
{
    int err = open_once(at, path, flags, mode, out);

    if (err == -EEXIST && !is_exclusive(flags))
        err = open_once(at, path, flags, mode, out);
    return err;
}

/* Walks to a name that is to be made; nothing must have it. */
static int walk_new(struct walk *w, struct vnode *at, const char *path,
                    bool is_dir)
{
    int err = walk_path(w, at, path, WALK_NO_FOLLOW);

    if (err)
        return err;
    if (w->vn)
        err = -EEXIST;
    else if (w->trailing_slash && !is_dir)
        err = -ENOENT;
    if (err)
        walk_end(w);
    return err;
}

int vfs_mknod(struct vnode *at, const char *path, uint32_t mode,
              struct vnode **out)
{
    struct walk w;
    struct vnode *vn;
    int err = walk_new(&w, at, path, S_ISDIR(mode));

    if (err)
        return err;
    err = w.dir->ops->create(w.dir, w.name, mode, &vn);
    walk_end(&w);
    if (err)
        return err;
    if (out)
        *out = vn;
    else
        vnode_put(vn);
    return 0;
}

int vfs_mkdir(struct vnode *at, const char *path, uint32_t mode)
{
    return vfs_mknod(at, path, S_IFDIR | (mode & 07777), NULL);
}

int vfs_symlink(struct vnode *at, const char *path, const char *target)
{
    struct vname text = {target, strnlen(target, VFS_PATH_MAX)};
    struct walk w;
    int err;

    if (text.len == 0)
        return -ENOENT;
    if (text.len == VFS_PATH_MAX)
        return -ENAMETOOLONG;
    err = walk_new(&w, at, path, false);
    if (err)
        return err;
    err = w.dir->ops->symlink(w.dir, w.name, text);
    walk_end(&w);
    return err;
}

int vfs_link(struct vnode *at, const char *path, struct vnode *file)
{
    struct walk w;
    int err;

    err = walk_new(&w, at, path, false);
    if (err)
        return err;
    if (S_ISDIR(file->mode))
        err = -EPERM;
    else if (w.dir->dev != file->dev)
        err = -EXDEV;
    else
        err = w.dir->ops->link(w.dir, w.name, file);
    walk_end(&w);
    return err;
}

static int unlink_walked(const struct walk *w)
{
    if (!w->vn)
        return -ENOENT;
    if (S_ISDIR(w->vn->mode))
        return -EISDIR;
    return w->dir->ops->unlink(w->dir, w->name, w->vn);
}

int vfs_unlink(struct vnode *at, const char *path)
{
    struct walk w;
    int err = walk_path(&w, at, path, WALK_NO_FOLLOW);

    if (err)
        return err;
    err = unlink_walked(&w);
    walk_end(&w);
    return err;
}

static int rmdir_walked(const struct walk *w)
{
    if (!w->vn)
        return -ENOENT;
    if (!S_ISDIR(w->vn->mode))
        return -ENOTDIR;
    if (vname_is(w->name, "."))
        return -EINVAL;
    if (vname_is(w->name, ".."))
        return -ENOTEMPTY;
    if (w->vn == vfs_root() || w->vn->covers)
        return -EBUSY;
    return w->dir->ops->unlink(w->dir, w->name, w->vn);
}

int vfs_rmdir(struct vnode *at, const char *path)
{
    struct walk w;
    int err = walk_path(&w, at, path, WALK_NO_FOLLOW);

    if (err)
        return err;
    err = rmdir_walked(&w);
    walk_end(&w);
    return err;
}

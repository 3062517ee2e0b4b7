/*
 * rename.c - vfs_rename: the rules that hold in every file system.
 */
#include <errno.h>
#include <sys/stat.h>

#include "fs/vfs.h"
#include "fs/walk.h"

/* Deeper is no tree: a host that lies, or a volume with a loop in it. */
#define DEPTH_MAX 10000u

/* Whether @dir is @top or lies below it. *inside is set on success. */
static int is_inside(struct vnode *dir, const struct vnode *top, bool *inside)
{
    static const struct vname up = {"..", 2};

    vnode_get(dir);
    for (unsigned depth = 0; depth < DEPTH_MAX; depth++) {
        struct vnode *parent;
        int err;

        *inside = dir == top;
        if (*inside || dir == vfs_root() || dir->covers) {
            vnode_put(dir);
            return 0;
        }
        err = dir->ops->lookup(dir, up, &parent);
        vnode_put(dir);
        if (err)
            return err;
        dir = parent;
    }
    vnode_put(dir);
    return -ELOOP;
}

static int check_names(const struct walk *from, const struct walk *to)
{
    if (from->name.len == 0 || to->name.len == 0)
        return -EBUSY;
    if (walk_is_dot(from) || walk_is_dot(to))
        return -EINVAL;
    if (!from->vn)
        return -ENOENT;
    if (from->vn->covers || (to->vn && to->vn->covers))
        return -EBUSY;
    return from->dir->dev == to->dir->dev ? 0 : -EXDEV;
}

static int check_kinds(const struct walk *from, const struct walk *to)
{
    bool inside;
    int err;

    if (!S_ISDIR(from->vn->mode)) {
        if (to->vn && S_ISDIR(to->vn->mode))
            return -EISDIR;
        return to->trailing_slash ? -ENOTDIR : 0;
    }
    err = is_inside(to->dir, from->vn, &inside);
    if (err)
        return err;
    if (inside)
        return -EINVAL;
    return to->vn && !S_ISDIR(to->vn->mode) ? -ENOTDIR : 0;
}

static int rename_walked(const struct walk *from, const struct walk *to)
{
    int err = check_names(from, to);

    if (err)
        return err;
    if (from->vn == to->vn)
        return 0;
    err = check_kinds(from, to);
    if (err)
        return err;
    return from->dir->ops->rename(from->dir, from->name, from->vn, to->dir,
                                  to->name, to->vn);
}

int vfs_rename(struct vnode *from_at, const char *from, struct vnode *to_at,
               const char *to)
{
    struct walk wf, wt;
    int err = walk_path(&wf, from_at, from, WALK_NO_FOLLOW);

    if (err)
        return err;
    err = walk_path(&wt, to_at, to, WALK_NO_FOLLOW);
    if (!err) {
        err = rename_walked(&wf, &wt);
        walk_end(&wt);
    }
    walk_end(&wf);
    return err;
}

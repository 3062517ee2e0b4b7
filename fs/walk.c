/*
 * walk.c - resolves a path one component at a time.
 *
 * A symbolic link is followed by walking a new path, the link's contents and
 * then what was left of the old one; so there is no recursion, and one
 * buffer, taken only once a link is met, is enough.
 */
#include "fs/walk.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "fs/mount.h"
#include "fs/vfs.h"

static const char *skip_slashes(const char *p)
{
    while (*p == '/')
        p++;
    return p;
}

/* Begins at the root or at @at. */
static void begin(struct walk *w, struct vnode *at, const char *path)
{
    struct vnode *start = vnode_get(*path == '/' ? vfs_root() : at);

    vnode_put(w->dir);
    w->dir = start;
    w->rest = skip_slashes(path);
}

/* Splits the next component off w->rest. */
static int take_name(struct walk *w)
{
    size_t len = strcspn(w->rest, "/");

    w->name.start = w->rest;
    w->name.len = len;
    w->trailing_slash = w->rest[len] == '/';
    w->rest = skip_slashes(w->rest + len);
    return len > VNODE_NAME_MAX ? -ENAMETOOLONG : 0;
}

static bool is_last(const struct walk *w)
{
    return *w->rest == '\0';
}

/* The vnode of the current component in w->dir. */
static int find(struct walk *w, struct vnode **out)
{
    struct vnode *dir = w->dir;
    int err;

    if (w->name.len == 0 || vname_is(w->name, ".")) {
        *out = vnode_get(w->dir);
        return 0;
    }
    if (vname_is(w->name, ".."))
        dir = mount_up(dir);
    err = dir->ops->lookup(dir, w->name, out);
    if (!err)
        *out = mount_down(*out);
    return err;
}

/* Puts the contents of @link before what is left of the path. */
static int expand(struct walk *w, struct vnode *link)
{
    size_t rest_len = strlen(w->rest), slash = w->trailing_slash;
    char *buf;
    int64_t len;

    if (++w->links > VFS_LINKS_MAX)
        return -ELOOP;
    buf = malloc(VFS_PATH_MAX);
    if (!buf)
        return -ENOMEM;
    len = link->ops->readlink(link, buf, VFS_PATH_MAX);
    if (len <= 0 || (size_t)len + slash + rest_len >= VFS_PATH_MAX) {
        free(buf);
        return len < 0 ? (int)len : len == 0 ? -ENOENT : -ENAMETOOLONG;
    }
    if (slash)
        buf[len] = '/';
    memcpy(buf + len + slash, w->rest, rest_len + 1);
    free(w->expanded);
    w->expanded = buf;
    begin(w, w->dir, buf);
    return 0;
}

static bool follows(const struct walk *w, enum walk_follow follow)
{
    return !is_last(w) || follow == WALK_FOLLOW ||
           (follow == WALK_FOLLOW_SLASH && w->trailing_slash);
}

/* One component. *done: it was the last, and w->vn is what it names. */
static int step(struct walk *w, enum walk_follow follow, bool *done)
{
    struct vnode *vn;
    int err = take_name(w);

    if (!err)
        err = find(w, &vn);
    *done = is_last(w);
    if (err)
        return err == -ENOENT && *done ? 0 : err;
    if (S_ISLNK(vn->mode) && follows(w, follow)) {
        err = expand(w, vn);
        vnode_put(vn);
        *done = false;
        return err;
    }
    if (*done) {
        w->vn = vn;
        return w->trailing_slash && !S_ISDIR(vn->mode) ? -ENOTDIR : 0;
    }
    if (!S_ISDIR(vn->mode)) {
        vnode_put(vn);
        return -ENOTDIR;
    }
    vnode_put(w->dir);
    w->dir = vn;
    return 0;
}

int walk_path(struct walk *w, struct vnode *at, const char *path,
              enum walk_follow follow)
{
    bool done = false;
    int err = 0;

    *w = (struct walk){0};
    if (*path == '\0')
        return -ENOENT;
    if (strnlen(path, VFS_PATH_MAX) == VFS_PATH_MAX)
        return -ENAMETOOLONG;
    begin(w, at, path);
    while (!err && !done)
        err = step(w, follow, &done);
    if (err)
        walk_end(w);
    return err;
}

bool walk_is_dot(const struct walk *w)
{
    return w->name.len == 0 || vname_is(w->name, ".") ||
           vname_is(w->name, "..");
}

void walk_end(struct walk *w)
{
    vnode_put(w->vn);
    vnode_put(w->dir);
    free(w->expanded);
    *w = (struct walk){0};
}

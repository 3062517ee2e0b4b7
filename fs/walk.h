/*
 * walk.h - resolves a path one component at a time; the base of vfs.c.
 */
#pragma once

#include "fs/vnode.h"

/* Where a walk ended. */
struct walk {
    struct vnode *dir;   /* the directory that holds, or would hold, @name */
    struct vnode *vn;    /* what @name names; NULL if there is nothing */
    struct vname name;   /* the last component; empty for a path of slashes */
    bool trailing_slash; /* the path ended in one: only a directory will do */
    /* While it lasts. */
    const char *rest; /* what has not been walked yet */
    char *expanded;   /* the path with links put in; NULL before the first */
    unsigned links;   /* followed */
};

/* What becomes of a symbolic link at the end of a path. */
enum walk_follow {
    WALK_NO_FOLLOW,    /* it is what the path names */
    WALK_FOLLOW_SLASH, /* it is followed if a slash comes behind it */
    WALK_FOLLOW,
};

/*
 * walk_path - resolve @path up to its last component.
 *
 * A link to nothing that is followed leaves the walk where its target would
 * be made, as open(O_CREAT) wants. With a trailing slash, what there is must
 * be a directory.
 *
 * Returns 0 also if only the last component is missing (w->vn is NULL);
 * -ENOENT, -ENOTDIR, -ENAMETOOLONG, -ELOOP, -ENOMEM. On 0, walk_end() is to
 * be called.
 */
int walk_path(struct walk *w, struct vnode *at, const char *path,
              enum walk_follow follow);

/* walk_is_dot - the last component is "." or "..", or there is none. */
bool walk_is_dot(const struct walk *w);

/* walk_end - drop what the walk holds, w->dir and w->vn with it. */
void walk_end(struct walk *w);

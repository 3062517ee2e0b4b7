/*
 * entry.c - enters one entry of an archive into a tree.
 */
#include "fs/entry.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "fs/tmpfs.h"
#include "fs/vfs.h"

struct entry_link {
    struct entry_link *next;
    uint64_t dev, ino;
    struct vnode *vn;
};

_Static_assert(ARCHIVE_PATH_MAX < VFS_PATH_MAX, "names fit into paths");
_Static_assert(ARCHIVE_NAME_MAX <= VNODE_NAME_MAX, "and into directories");

static const uint32_t type_bits[] = {
    [ARCHIVE_FILE] = S_IFREG,        [ARCHIVE_DIR] = S_IFDIR,
    [ARCHIVE_CHAR_DEVICE] = S_IFCHR, [ARCHIVE_BLOCK_DEVICE] = S_IFBLK,
    [ARCHIVE_FIFO] = S_IFIFO,        [ARCHIVE_SOCKET] = S_IFSOCK,
};

/* A string of @text, without slashes at its end but one that is all. */
static void to_string(struct archive_text text, char *buf)
{
    while (text.len > 1 && text.start[text.len - 1] == '/')
        text.len--;
    memcpy(buf, text.start, text.len);
    buf[text.len] = '\0';
}

/* Makes the directories above the last component of @path. */
static int make_parents(struct vnode *root, char *path)
{
    for (char *p = strchr(path + 1, '/'); p; p = strchr(p + 1, '/')) {
        int err;

        *p = '\0';
        err = vfs_mkdir(root, path, 0755);
        *p = '/';
        if (err && err != -EEXIST)
            return err;
    }
    return 0;
}

/* After @err of a first try to make @path: clears the way for another. */
static int make_way(struct vnode *root, char *path, int err)
{
    if (err == -EEXIST)
        return vfs_unlink(root, path);
    return err == -ENOENT ? make_parents(root, path) : err;
}

static int make_node(struct vnode *root, char *path, uint32_t mode,
                     struct vnode **vn)
{
    int err = vfs_mknod(root, path, mode, vn);

    if (!err)
        return 0;
    err = make_way(root, path, err);
    return err ? err : vfs_mknod(root, path, mode, vn);
}

static void set_attributes(struct vnode *vn, const struct archive_entry *e)
{
    vtime_t ns = INT64_MAX;
    struct vattr attr = {.mode = e->mode, .uid = e->uid, .gid = e->gid};

    if (__builtin_mul_overflow(e->mtime, INT64_C(1000000000), &ns))
        ns = e->mtime < 0 ? INT64_MIN : INT64_MAX;
    attr.atime = attr.mtime = ns;
    vn->ops->setattr(
        vn, VATTR_MODE | VATTR_UID | VATTR_GID | VATTR_ATIME | VATTR_MTIME,
        &attr);
}

static int add_dir(struct vnode *root, char *path,
                   const struct archive_entry *e)
{
    struct vnode *vn;
    int err = vfs_lookup(root, path, true, &vn);

    if (err == -ENOENT)
        err = make_node(root, path, S_IFDIR, &vn);
    if (err)
        return err;
    if (S_ISDIR(vn->mode))
        set_attributes(vn, e);
    else
        err = -ENOTDIR;
    vnode_put(vn);
    return err;
}

static int add_symlink(struct vnode *root, char *path,
                       const struct archive_entry *e)
{
    char target[VFS_PATH_MAX];
    struct vnode *vn;
    int err;

    memcpy(target, e->target.start, e->target.len);
    target[e->target.len] = '\0';
    err = vfs_symlink(root, path, target);
    if (err) {
        err = make_way(root, path, err);
        if (!err)
            err = vfs_symlink(root, path, target);
    }
    if (!err)
        err = vfs_lookup(root, path, false, &vn);
    if (err)
        return err;
    set_attributes(vn, e);
    vnode_put(vn);
    return 0;
}

/* A second name for @vn; nothing to do if it has it already. */
static int add_name(struct vnode *root, char *path, struct vnode *vn)
{
    struct vnode *old;
    int err = vfs_lookup(root, path, false, &old);

    if (!err) {
        vnode_put(old);
        if (old == vn)
            return 0;
    }
    err = vfs_link(root, path, vn);
    if (!err)
        return 0;
    err = make_way(root, path, err);
    return err ? err : vfs_link(root, path, vn);
}

static int add_hardlink(struct vnode *root, char *path,
                        const struct archive_entry *e)
{
    char target[VFS_PATH_MAX];
    struct vnode *vn;
    int err;

    to_string(e->target, target);
    err = vfs_lookup(root, target, false, &vn);
    if (err)
        return err;
    err = S_ISDIR(vn->mode) ? -EISDIR : add_name(root, path, vn);
    vnode_put(vn);
    return err;
}

static struct entry_link **link_of(struct entry_links *links,
                                   const struct archive_entry *e)
{
    struct entry_link **l = &links->bucket[(e->ino ^ e->dev) % ENTRY_BUCKETS];

    while (*l && ((*l)->dev != e->dev || (*l)->ino != e->ino))
        l = &(*l)->next;
    return l;
}

static int remember(struct entry_links *links, const struct archive_entry *e,
                    struct vnode *vn)
{
    struct entry_link **l = link_of(links, e);

    *l = malloc(sizeof(**l));
    if (!*l)
        return -ENOMEM;
    **l = (struct entry_link){NULL, e->dev, e->ino, vnode_get(vn)};
    return 0;
}

/* Regular files, devices, pipes, sockets; @vn is the new file. */
static int make_file(struct vnode *root, char *path,
                     const struct archive_entry *e, struct vnode **vn)
{
    int err = make_node(root, path, type_bits[e->type], vn);

    if (!err && e->type != ARCHIVE_FILE)
        tmpfs_set_rdev(*vn, e->rdev);
    return err;
}

static int add_file(struct vnode *root, char *path,
                    const struct archive_entry *e, struct entry_links *links)
{
    bool linked = e->nlink > 1 && e->type == ARCHIVE_FILE;
    struct entry_link *first = linked ? *link_of(links, e) : NULL;
    struct vnode *vn;
    int err;

    if (first) {
        vn = vnode_get(first->vn);
        err = add_name(root, path, vn);
    } else {
        err = make_file(root, path, e, &vn);
        if (err)
            return err;
        if (linked)
            err = remember(links, e, vn);
    }
    set_attributes(vn, e);
    if (e->type == ARCHIVE_FILE && e->size)
        tmpfs_set_image(vn, e->data, e->size);
    vnode_put(vn);
    return err;
}

int entry_add(struct vnode *root, const struct archive_entry *entry,
              struct entry_links *links)
{
    char path[VFS_PATH_MAX];

    to_string(entry->name, path);
    switch (entry->type) {
    case ARCHIVE_DIR:
        return add_dir(root, path, entry);
    case ARCHIVE_SYMLINK:
        return add_symlink(root, path, entry);
    case ARCHIVE_HARDLINK:
        return add_hardlink(root, path, entry);
    default:
        return add_file(root, path, entry, links);
    }
}

void entry_links_free(struct entry_links *links)
{
    for (int i = 0; i < ENTRY_BUCKETS; i++) {
        while (links->bucket[i]) {
            struct entry_link *l = links->bucket[i];

            links->bucket[i] = l->next;
            vnode_put(l->vn);
            free(l);
        }
    }
}

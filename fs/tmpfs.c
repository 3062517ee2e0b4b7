/*
 * tmpfs.c - the tree of files in memory: nodes and their names.
 *
 * A node lives as long as a directory names it or somebody holds a
 * reference: release() frees it once both are gone. A directory's parent is
 * a plain pointer, because it cannot go while it holds the directory.
 *
 * Reading does not change st_atime. A directory's size is shown as a block.
 */
#include "fs/tmpfs.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "fs/machine.h"
#include "fs/tmpfs_node.h"

static const struct vnode_ops tmpfs_ops;

struct tmp_node *tmp_node_new(struct tmp_tree *tree, uint32_t mode)
{
    struct tmp_node *node = calloc(1, sizeof(*node));

    if (!node)
        return NULL;
    node->vn.ops = &tmpfs_ops;
    node->vn.dev = tree->dev;
    node->vn.ino = ++tree->last_ino;
    node->vn.mode = mode;
    node->vn.refs = 1;
    node->tree = tree;
    node->atime = node->mtime = node->ctime = stamp_now();
    tree->nodes++;
    return node;
}

void tmp_node_changed(struct tmp_node *node)
{
    if (!node->tree->building)
        node->mtime = node->ctime = stamp_now();
}

static void release(struct vnode *vn)
{
    struct tmp_node *node = tmp_node_of(vn);

    if (node->nlink)
        return;
    if (S_ISDIR(vn->mode))
        tmp_dir_free(&node->dir);
    else if (S_ISREG(vn->mode))
        blocks_cut(&node->file.blocks, 0);
    else if (S_ISLNK(vn->mode))
        free(node->link.target);
    node->tree->nodes--;
    free(node);
}

static int lookup(struct vnode *vn, struct vname name, struct vnode **out)
{
    struct tmp_node *dir = tmp_node_of(vn), *found = NULL;

    if (vname_is(name, "..")) {
        found = dir->dir.parent;
    } else {
        struct tmp_entry *entry = tmp_dir_find(&dir->dir, name);

        if (entry)
            found = entry->node;
    }
    if (!found)
        return -ENOENT;
    *out = vnode_get(&found->vn);
    return 0;
}

/* Enters @node, whose links are counted, under @name. */
static int enter(struct tmp_node *dir, struct vname name, struct tmp_node *node)
{
    int err = -ENOENT;

    if (dir->nlink)
        err = tmp_dir_add(&dir->dir, name, node);
    if (err)
        return err;
    node->nlink++;
    if (S_ISDIR(node->vn.mode)) {
        node->nlink++;
        node->dir.parent = dir;
        dir->nlink++;
    }
    tmp_node_changed(dir);
    return 0;
}

/* Uncounts what an entry of @dir for @node counted. */
static void forget(struct tmp_node *dir, struct tmp_node *node)
{
    node->nlink--;
    node->ctime = stamp_now();
    if (S_ISDIR(node->vn.mode)) {
        node->nlink--;
        node->dir.parent = NULL;
        dir->nlink--;
    }
}

static int create(struct vnode *vn, struct vname name, uint32_t mode,
                  struct vnode **out)
{
    struct tmp_node *dir = tmp_node_of(vn);
    struct tmp_node *node = tmp_node_new(dir->tree, mode);
    int err;

    if (!node)
        return -ENOSPC;
    err = enter(dir, name, node);
    if (err)
        vnode_put(&node->vn);
    else
        *out = &node->vn;
    return err;
}

static int make_symlink(struct vnode *vn, struct vname name,
                        struct vname target)
{
    struct tmp_node *dir = tmp_node_of(vn);
    struct tmp_node *node = tmp_node_new(dir->tree, S_IFLNK | 0777);
    int err = -ENOSPC;

    if (!node)
        return -ENOSPC;
    node->link.target = malloc(target.len);
    if (node->link.target) {
        memcpy(node->link.target, target.start, target.len);
        node->link.len = target.len;
        err = enter(dir, name, node);
    }
    vnode_put(&node->vn);
    return err;
}

static int make_link(struct vnode *vn, struct vname name, struct vnode *file)
{
    struct tmp_node *node = tmp_node_of(file);
    int err;

    if (node->nlink == 0)
        return -ENOENT;
    if (node->nlink == UINT16_MAX)
        return -EMLINK;
    err = enter(tmp_node_of(vn), name, node);
    if (!err)
        node->ctime = stamp_now();
    return err;
}

static bool is_full_dir(const struct tmp_node *node)
{
    return S_ISDIR(node->vn.mode) && node->dir.count;
}

static int remove_name(struct vnode *vn, struct vname name,
                       struct vnode *victim)
{
    struct tmp_node *dir = tmp_node_of(vn), *node = tmp_node_of(victim);

    if (is_full_dir(node))
        return -ENOTEMPTY;
    tmp_dir_remove(&dir->dir, name);
    forget(dir, node);
    tmp_node_changed(dir);
    return 0;
}

/* The new name first: then nothing that follows can fail. */
static int move(struct vnode *from_vn, struct vname from, struct vnode *file,
                struct vnode *to_vn, struct vname to, struct vnode *old)
{
    struct tmp_node *from_dir = tmp_node_of(from_vn);
    struct tmp_node *to_dir = tmp_node_of(to_vn);
    struct tmp_node *node = tmp_node_of(file);

    if (old) {
        if (is_full_dir(tmp_node_of(old)))
            return -ENOTEMPTY;
        tmp_dir_find(&to_dir->dir, to)->node = node;
        forget(to_dir, tmp_node_of(old));
    } else {
        int err = to_dir->nlink ? tmp_dir_add(&to_dir->dir, to, node) : -ENOENT;

        if (err)
            return err;
    }
    tmp_dir_remove(&from_dir->dir, from);
    if (S_ISDIR(file->mode)) {
        from_dir->nlink--;
        to_dir->nlink++;
        node->dir.parent = to_dir;
    }
    node->ctime = stamp_now();
    tmp_node_changed(from_dir);
    tmp_node_changed(to_dir);
    return 0;
}

static int read_dir(struct vnode *vn, uint64_t *pos, struct vdirent *out)
{
    const struct tmp_entry *entry = tmp_dir_at(&tmp_node_of(vn)->dir, pos);

    if (!entry)
        return -ENOENT;
    ++*pos;
    out->ino = entry->node->vn.ino;
    out->mode = entry->node->vn.mode & S_IFMT;
    out->len = entry->len;
    memcpy(out->name, entry->name, entry->len);
    out->name[entry->len] = '\0';
    return 0;
}

static int64_t read_link(struct vnode *vn, char *buf, size_t size)
{
    const struct tmp_node *node = tmp_node_of(vn);
    size_t len = node->link.len < size ? node->link.len : size;

    memcpy(buf, node->link.target, len);
    return (int64_t)len;
}

static uint64_t size_of(const struct tmp_node *node)
{
    if (S_ISREG(node->vn.mode))
        return node->file.size;
    if (S_ISLNK(node->vn.mode))
        return node->link.len;
    return S_ISDIR(node->vn.mode) ? BLOCK_SIZE : 0;
}

static int get_attr(struct vnode *vn, bool times, struct vattr *attr)
{
    const struct tmp_node *node = tmp_node_of(vn);

    *attr = (struct vattr){
        .dev = vn->dev,
        .ino = vn->ino,
        .mode = vn->mode,
        .nlink = node->nlink,
        .uid = node->uid,
        .gid = node->gid,
        .size = size_of(node),
        .rdev = node->rdev,
    };
    if (S_ISREG(vn->mode))
        attr->blocks = node->file.blocks.count * (BLOCK_SIZE / 512) +
                       (node->file.image_size + 511) / 512;
    if (times) {
        attr->atime = stamp_time(node->atime);
        attr->mtime = stamp_time(node->mtime);
        attr->ctime = stamp_time(node->ctime);
    }
    return 0;
}

static int set_attr(struct vnode *vn, unsigned which, const struct vattr *attr)
{
    struct tmp_node *node = tmp_node_of(vn);
    struct stamp now = stamp_now();

    if (which & VATTR_MODE)
        vn->mode = (vn->mode & S_IFMT) | (attr->mode & 07777);
    if (which & VATTR_UID)
        node->uid = attr->uid;
    if (which & VATTR_GID)
        node->gid = attr->gid;
    if (which & VATTR_ATIME)
        node->atime = which & VATTR_ATIME_NOW ? now : stamp_at(attr->atime);
    if (which & VATTR_MTIME)
        node->mtime = which & VATTR_MTIME_NOW ? now : stamp_at(attr->mtime);
    node->ctime = node->tree->building ? node->mtime : now;
    return 0;
}

static int sync_nothing(struct vnode *vn, bool data)
{
    (void)vn;
    (void)data;
    return 0;
}

static int stat_fs(struct vnode *vn, struct vstatfs *out)
{
    const struct tmp_node *node = tmp_node_of(vn);
    uint64_t total, free_bytes;

    machine_memory(&total, &free_bytes);
    *out = (struct vstatfs){
        .block_size = BLOCK_SIZE,
        .blocks = total / BLOCK_SIZE,
        .blocks_free = free_bytes / BLOCK_SIZE,
        .files = node->tree->nodes + free_bytes / BLOCK_SIZE,
        .files_free = free_bytes / BLOCK_SIZE,
    };
    return 0;
}

static const struct vnode_ops tmpfs_ops = {
    .lookup = lookup,
    .create = create,
    .symlink = make_symlink,
    .link = make_link,
    .unlink = remove_name,
    .rename = move,
    .readdir = read_dir,
    .readlink = read_link,
    .read = tmp_file_read,
    .write = tmp_file_write,
    .truncate = tmp_file_truncate,
    .getattr = get_attr,
    .setattr = set_attr,
    .sync = sync_nothing,
    .statfs = stat_fs,
    .release = release,
};

void tmpfs_set_image(struct vnode *file, const uint8_t *bytes, uint64_t size)
{
    struct tmp_file *f = &tmp_node_of(file)->file;

    f->image = bytes;
    f->image_size = f->size = size;
}

void tmpfs_set_rdev(struct vnode *file, uint64_t rdev)
{
    tmp_node_of(file)->rdev = rdev;
}

struct vnode *tmpfs_create(uint64_t dev)
{
    struct tmp_tree *tree = calloc(1, sizeof(*tree));
    struct tmp_node *root;

    if (!tree)
        return NULL;
    tree->dev = dev;
    root = tmp_node_new(tree, S_IFDIR | 0755);
    if (!root) {
        free(tree);
        return NULL;
    }
    root->nlink = 2;
    root->dir.parent = root;
    return &root->vn;
}

void tmpfs_set_building(struct vnode *root, bool building)
{
    tmp_node_of(root)->tree->building = building;
}

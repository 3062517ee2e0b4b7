/*
 * node.c - the vnodes of a host folder: one for each file that is in use.
 */
#include "fs/p9/node.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "fs/p9/mount.h"

const struct vnode_ops p9_node_ops = {
    .lookup = p9_op_lookup,
    .open = p9_op_open,
    .create = p9_op_create,
    .symlink = p9_op_symlink,
    .link = p9_op_link,
    .unlink = p9_op_unlink,
    .rename = p9_op_rename,
    .readdir = p9_op_readdir,
    .readlink = p9_op_readlink,
    .read = p9_op_read,
    .write = p9_op_write,
    .truncate = p9_op_truncate,
    .getattr = p9_op_getattr,
    .setattr = p9_op_setattr,
    .sync = p9_op_sync,
    .statfs = p9_op_statfs,
    .release = p9_node_release,
};

static struct p9_node **bucket_of(struct p9_fs *fs, uint64_t ino)
{
    return &fs->bucket[(ino ^ ino >> 32) % P9_BUCKETS];
}

static struct p9_node *find(struct p9_fs *fs, uint64_t ino)
{
    struct p9_node *n = *bucket_of(fs, ino);

    while (n && n->vn.ino != ino)
        n = n->next;
    return n;
}

void p9_node_forget(struct p9_node *n)
{
    struct p9_node **at = bucket_of(n->fs, n->vn.ino);

    if (n->gone)
        return;
    while (*at != n)
        at = &(*at)->next;
    *at = n->next;
    n->gone = true;
}

void p9_node_release(struct vnode *vn)
{
    struct p9_node *n = p9_node(vn);
    struct p9_client *c = &n->fs->client;

    p9_node_forget(n);
    if (n->reader != n->writer)
        p9_clunk(c, n->reader);
    p9_clunk(c, n->writer);
    p9_clunk(c, n->fid);
    free(n->listing);
    free(n);
}

static bool has_kind(uint32_t mode, uint8_t type)
{
    return !!S_ISDIR(mode) == !!(type & P9_QT_DIR) &&
           !!S_ISLNK(mode) == !!(type & P9_QT_SYMLINK);
}

/* Permissions of directories and links are asked for when somebody wants to
 * see them; what else a file is, and whether it can be run, is needed now. */
static int set_mode(struct p9_node *n, const struct p9_qid *qid)
{
    int err;

    if (qid->type & P9_QT_DIR)
        n->vn.mode = S_IFDIR | 0755;
    else if (qid->type & P9_QT_SYMLINK)
        n->vn.mode = S_IFLNK | 0777;
    else
        n->vn.mode = 0;
    if (n->vn.mode)
        return 0;
    n->last.dev = n->fs->number;
    err = p9_getattr(&n->fs->client, n->fid, &n->last);
    if (!err && n->last.ino != qid->path)
        err = -ENOENT; /* replaced right now */
    if (!err && !has_kind(n->last.mode, qid->type))
        err = p9_lie(&n->fs->client, "a file's mode", n->last.mode, qid->type);
    n->vn.mode = n->last.mode;
    return err;
}

static int make(struct p9_fs *fs, uint32_t fid, const struct p9_qid *qid,
                struct vnode **out)
{
    struct p9_node *n = calloc(1, sizeof(*n)), **bucket;
    int err = n ? 0 : -ENOMEM;

    if (n) {
        *n = (struct p9_node){
            .fs = fs, .fid = fid, .reader = P9_NOFID, .writer = P9_NOFID};
        n->vn = (struct vnode){.ops = &p9_node_ops,
                               .dev = fs->number,
                               .ino = qid->path,
                               .refs = 1,
                               .read_only = fs->read_only};
        err = set_mode(n, qid);
    }
    if (err) {
        p9_clunk(&fs->client, fid);
        free(n);
        return err;
    }
    bucket = bucket_of(fs, qid->path);
    n->next = *bucket;
    *bucket = n;
    *out = &n->vn;
    return 0;
}

int p9_node_get(struct p9_fs *fs, uint32_t fid, const struct p9_qid *qid,
                struct vnode **out)
{
    struct p9_node *n = find(fs, qid->path);

    /* The host has given a removed file's number to a new one. */
    if (n && !has_kind(n->vn.mode, qid->type)) {
        p9_node_forget(n);
        n = NULL;
    }
    if (!n)
        return make(fs, fid, qid, out);
    /* The name it was found by now is one that it has. */
    p9_clunk(&fs->client, n->fid);
    n->fid = fid;
    *out = vnode_get(&n->vn);
    return 0;
}

/* A fid of its own for @n, opened. */
static int open_new(struct p9_node *n, uint32_t flags, uint32_t *out)
{
    struct p9_client *c = &n->fs->client;
    uint32_t fid;
    int err;

    if (n->gone)
        return -ENOENT;
    err = p9_walk(c, n->fid, NULL, &fid, NULL);
    if (err)
        return err;
    err = p9_lopen(c, fid, flags);
    if (err)
        p9_clunk(c, fid);
    else
        *out = fid;
    return err;
}

static int open_writer(struct p9_node *n)
{
    int err = open_new(n, P9_RDWR, &n->writer);

    if (!err) {
        n->writer_reads = true;
        if (n->reader == P9_NOFID)
            n->reader = n->writer;
    } else if (err == -EACCES) {
        err = open_new(n, P9_WRONLY, &n->writer);
    }
    return err;
}

int p9_node_open(struct p9_node *n, bool write, uint32_t *fid)
{
    int err = 0;

    if (write && n->fs->read_only)
        return -EROFS;
    if (write && n->writer == P9_NOFID)
        err = open_writer(n);
    else if (!write && n->reader == P9_NOFID)
        err = open_new(n, S_ISDIR(n->vn.mode) ? P9_DIRECTORY : P9_RDONLY,
                       &n->reader);
    if (!err)
        *fid = write ? n->writer : n->reader;
    return err;
}

static int attr_by(struct p9_node *n, uint32_t fid)
{
    struct vattr attr = {.dev = n->fs->number};
    int err = p9_getattr(&n->fs->client, fid, &attr);

    if (err)
        return err;
    if (attr.ino != n->vn.ino || (attr.mode & S_IFMT) != (n->vn.mode & S_IFMT))
        return -ENOENT;
    n->last = attr;
    n->vn.mode = attr.mode;
    return 0;
}

int p9_node_attr(struct p9_node *n, uint32_t *by)
{
    uint32_t open = n->writer != P9_NOFID ? n->writer : n->reader;
    uint32_t fid = n->fid;
    int err = n->gone ? -ENOENT : attr_by(n, fid);

    if (err == -ENOENT && open != P9_NOFID) {
        fid = open;
        err = attr_by(n, fid);
    }
    if (!err && by)
        *by = fid;
    return err;
}

int p9_mount(struct p9dev *dev, uint64_t number, bool read_only,
             struct p9_fs **out, struct vnode **root)
{
    struct p9_fs *fs = calloc(1, sizeof(*fs));
    struct p9_qid qid;
    uint32_t fid;
    int err;

    if (!fs)
        return -ENOMEM;
    fs->number = number;
    fs->read_only = read_only;
    fs->client.dev = dev;
    err = p9_start(&fs->client);
    if (!err)
        err = p9_fid_new(&fs->client, &fid);
    if (!err)
        err = p9_attach(&fs->client, fid, &qid);
    if (!err && !(qid.type & P9_QT_DIR))
        err = -ENOTDIR;
    if (!err)
        err = p9_node_get(fs, fid, &qid, root);
    if (err)
        free(fs);
    else
        *out = fs;
    return err;
}

int p9_close(void *p)
{
    (void)p;
    return 0;
}

int p9_sync(void *p)
{
    struct p9_fs *fs = p;
    int result = 0;

    for (unsigned i = 0; i < P9_BUCKETS; i++) {
        for (struct p9_node *n = fs->bucket[i]; n; n = n->next) {
            int err = n->written ? p9_op_sync(&n->vn, false) : 0;

            result = result ? result : err;
        }
    }
    return result;
}

/*
 * file.c - files of the host: data and attributes.
 */
#include <errno.h>
#include <sys/stat.h>

#include "fs/p9/node.h"

int p9_op_open(struct vnode *vn, bool write)
{
    uint32_t fid;

    return p9_node_open(p9_node(vn), write, &fid);
}

static uint32_t piece(const struct p9_client *c, size_t n)
{
    return n > c->data_max ? c->data_max : (uint32_t)n;
}

int64_t p9_op_read(struct vnode *vn, void *buf, size_t n, uint64_t off)
{
    struct p9_node *node = p9_node(vn);
    struct p9_client *c = &node->fs->client;
    uint8_t *to = buf;
    size_t done = 0;
    uint32_t fid;
    int err = p9_node_open(node, false, &fid);

    if (err)
        return err;
    while (done < n) {
        uint32_t want = piece(c, n - done);
        int64_t got = p9_read(c, fid, to + done, want, off + done);

        if (got < 0)
            return done ? (int64_t)done : got;
        done += (size_t)got;
        if (got < want)
            break;
    }
    return (int64_t)done;
}

int64_t p9_op_write(struct vnode *vn, const void *buf, size_t n, uint64_t off)
{
    struct p9_node *node = p9_node(vn);
    struct p9_client *c = &node->fs->client;
    const uint8_t *from = buf;
    size_t done = 0;
    uint32_t fid;
    int err = p9_node_open(node, true, &fid);

    if (err)
        return err;
    if (off > INT64_MAX || n > INT64_MAX - off)
        return -EFBIG;
    while (done < n) {
        uint32_t want = piece(c, n - done);
        int64_t got = p9_write(c, fid, from + done, want, off + done);

        if (got < 0 && done == 0)
            return got;
        if (got <= 0)
            break;
        done += (size_t)got;
    }
    node->written = true;
    if (node->last.size < off + done)
        node->last.size = off + done;
    return (int64_t)done;
}

/* What is set by a name is set by one that is this file's. */
static int set(struct p9_node *n, uint32_t which, const struct vattr *attr)
{
    uint32_t fid;
    int err = n->fs->read_only ? -EROFS : p9_node_attr(n, &fid);

    if (!err)
        err = p9_setattr(&n->fs->client, fid, which, attr);
    return err;
}

int p9_op_truncate(struct vnode *vn, uint64_t size)
{
    struct vattr attr = {.size = size};
    int err = set(p9_node(vn), P9_SET_SIZE, &attr);

    if (!err)
        p9_node(vn)->last.size = size;
    return err;
}

/* An open file that has lost its name may be one that the host can tell
 * nothing about: then what was known last, and what was written since. */
int p9_op_getattr(struct vnode *vn, bool times, struct vattr *attr)
{
    struct p9_node *n = p9_node(vn);
    int err = p9_node_attr(n, NULL);

    (void)times;
    if (err == -ENOENT && (n->reader != P9_NOFID || n->writer != P9_NOFID)) {
        n->last.dev = n->fs->number;
        n->last.ino = vn->ino;
        n->last.mode = vn->mode;
        if (n->gone)
            n->last.nlink = 0;
        err = 0;
    }
    if (!err)
        *attr = n->last;
    return err;
}

static const struct {
    unsigned vattr;
    uint32_t p9;
} fields[] = {
    {VATTR_MODE, P9_SET_MODE},
    {VATTR_UID, P9_SET_UID},
    {VATTR_GID, P9_SET_GID},
    {VATTR_ATIME, P9_SET_ATIME | P9_SET_ATIME_TO},
    {VATTR_MTIME, P9_SET_MTIME | P9_SET_MTIME_TO},
};

int p9_op_setattr(struct vnode *vn, unsigned which, const struct vattr *attr)
{
    uint32_t bits = 0;
    int err;

    for (unsigned i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
        if (which & fields[i].vattr)
            bits |= fields[i].p9;
    }
    if (which & VATTR_ATIME_NOW)
        bits &= ~(uint32_t)P9_SET_ATIME_TO;
    if (which & VATTR_MTIME_NOW)
        bits &= ~(uint32_t)P9_SET_MTIME_TO;
    err = set(p9_node(vn), bits, attr);
    if (!err && (which & VATTR_MODE))
        vn->mode = (vn->mode & S_IFMT) | (attr->mode & 07777);
    return err;
}

int p9_op_sync(struct vnode *vn, bool data)
{
    struct p9_node *n = p9_node(vn);
    uint32_t fid = n->writer;
    int err = fid == P9_NOFID ? p9_node_open(n, false, &fid) : 0;

    if (!err)
        err = p9_fsync(&n->fs->client, fid, data);
    if (!err && !data)
        n->written = false;
    return err;
}

int p9_op_statfs(struct vnode *vn, struct vstatfs *out)
{
    struct p9_fs *fs = p9_node(vn)->fs;
    int err = p9_statfs(&fs->client, p9_node(vn)->fid, out);

    if (!err)
        out->read_only = fs->read_only;
    return err;
}

int64_t p9_op_readlink(struct vnode *vn, char *buf, size_t size)
{
    return p9_readlink(&p9_node(vn)->fs->client, p9_node(vn)->fid, buf, size);
}

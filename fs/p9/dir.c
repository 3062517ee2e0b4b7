/*
 * dir.c - directories of the host: what is in them, and their changes.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "fs/p9/node.h"

#define LISTING_MAX (64u * 1024)
#define POS_MAX     (INT64_MAX - 2) /* libc/dir.c counts two more */

static const struct vname dots = {"..", 2};

int p9_op_lookup(struct vnode *dir, struct vname name, struct vnode **out)
{
    struct p9_node *n = p9_node(dir);
    struct p9_qid qid;
    uint32_t fid;
    int err =
        n->gone ? -ENOENT : p9_walk(&n->fs->client, n->fid, &name, &fid, &qid);

    return err ? err : p9_node_get(n->fs, fid, &qid, out);
}

/* --- reading --- */

static struct p9_listing *listing_of(struct p9_node *n)
{
    uint32_t size = n->fs->client.data_max;

    if (n->listing)
        return n->listing;
    if (size > LISTING_MAX)
        size = LISTING_MAX;
    n->listing = malloc(sizeof(*n->listing) + size);
    if (n->listing) {
        *n->listing = (struct p9_listing){.size = size};
        n->listing->r.at = n->listing->r.end = n->listing->data;
    }
    return n->listing;
}

/* Has the entries at @pos ready; from the start it is always a new look. */
static int fill(struct p9_node *n, struct p9_listing *l, uint64_t pos)
{
    struct p9_client *c = &n->fs->client;
    uint32_t fid;
    int64_t got;
    int err;

    if (pos != 0 && pos == l->pos && l->r.at != l->r.end)
        return 0;
    err = p9_node_open(n, false, &fid);
    if (err)
        return err;
    got = p9_readdir(c, fid, l->data, l->size, pos);
    if (got < 0)
        return (int)got;
    l->pos = pos;
    l->r = (struct p9_reader){.at = l->data, .end = l->data + got};
    return got == 0 ? -ENOENT : 0;
}

static bool is_wanted(struct vname name)
{
    return name.len <= VNODE_NAME_MAX && !vname_is(name, ".") &&
           !vname_is(name, dots.start);
}

/* DT_* are the type bits of a mode. [Linux dirent.h] */
static void give(const struct p9_entry *e, struct vdirent *out)
{
    out->ino = e->qid.path;
    out->mode = (uint32_t)e->type << 12 & S_IFMT;
    out->len = e->name.len;
    memcpy(out->name, e->name.start, e->name.len);
    out->name[e->name.len] = '\0';
}

int p9_op_readdir(struct vnode *dir, uint64_t *pos, struct vdirent *out)
{
    struct p9_node *n = p9_node(dir);
    struct p9_listing *l = listing_of(n);
    struct p9_entry e;
    uint64_t at = *pos;

    if (!l)
        return -ENOMEM;
    do {
        int err = fill(n, l, at);

        if (err)
            return err;
        if (!p9_get_entry(&l->r, &e))
            return p9_lie(&n->fs->client, l->r.fault.what, l->r.fault.value,
                          l->r.fault.limit);
        at = l->pos = e.next > POS_MAX ? POS_MAX : e.next;
    } while (!is_wanted(e.name));
    give(&e, out);
    *pos = at;
    return 0;
}

/* --- changes --- */

static int writable(const struct p9_node *dir)
{
    return dir->fs->read_only ? -EROFS : dir->gone ? -ENOENT : 0;
}

/* A new file is open: its mode may allow that to nobody later. */
static int create_file(struct p9_node *dir, struct vname name, uint32_t mode,
                       struct vnode **out)
{
    struct p9_client *c = &dir->fs->client;
    struct p9_qid qid;
    struct p9_node *n;
    uint32_t fid;
    int err = p9_walk(c, dir->fid, NULL, &fid, NULL);

    if (err)
        return err;
    err = p9_lcreate(c, fid, name, P9_RDWR | P9_CREAT | P9_EXCL, mode & 07777,
                     &qid);
    if (!err)
        err = p9_op_lookup(&dir->vn, name, out);
    if (err) {
        p9_clunk(c, fid);
        return err;
    }
    n = p9_node(*out);
    if (n->vn.ino == qid.path && n->writer == P9_NOFID &&
        n->reader == P9_NOFID) {
        n->writer = n->reader = fid;
        n->writer_reads = true;
    } else {
        p9_clunk(c, fid); /* somebody else's by now */
    }
    return 0;
}

int p9_op_create(struct vnode *vn, struct vname name, uint32_t mode,
                 struct vnode **out)
{
    struct p9_node *dir = p9_node(vn);
    struct p9_client *c = &dir->fs->client;
    int err = writable(dir);

    if (err)
        return err;
    if (S_ISREG(mode))
        return create_file(dir, name, mode, out);
    if (S_ISDIR(mode))
        err = p9_mkdir(c, dir->fid, name, mode);
    else
        err = p9_mknod(c, dir->fid, name, mode);
    return err ? err : p9_op_lookup(vn, name, out);
}

int p9_op_symlink(struct vnode *vn, struct vname name, struct vname target)
{
    struct p9_node *dir = p9_node(vn);
    int err = writable(dir);

    return err ? err : p9_symlink(&dir->fs->client, dir->fid, name, target);
}

int p9_op_link(struct vnode *vn, struct vname name, struct vnode *file)
{
    struct p9_node *dir = p9_node(vn);
    uint32_t fid;
    int err = writable(dir);

    if (!err)
        err = p9_node_attr(p9_node(file), &fid);
    if (!err)
        err = p9_link(&dir->fs->client, dir->fid, name, p9_node(file)->fid);
    return err;
}

/* @vn is about to lose a name. If somebody but the caller has it, it is opened
 * while that is possible, and what is known of it is remembered. */
static void prepare_loss(struct vnode *vn)
{
    struct p9_node *n = p9_node(vn);
    uint32_t fid;

    if (vn->refs < 2 || p9_node_attr(n, NULL) || !S_ISREG(vn->mode))
        return;
    if (n->reader == P9_NOFID && n->writer == P9_NOFID)
        (void)p9_node_open(n, false, &fid);
}

static void lose(struct vnode *vn)
{
    struct p9_node *n = p9_node(vn);

    if (S_ISDIR(vn->mode) || n->last.nlink <= 1)
        p9_node_forget(n);
    n->last.nlink = n->gone ? 0 : n->last.nlink - 1;
}

int p9_op_unlink(struct vnode *vn, struct vname name, struct vnode *victim)
{
    struct p9_node *dir = p9_node(vn);
    int err = writable(dir);

    if (err)
        return err;
    prepare_loss(victim);
    err = p9_unlinkat(&dir->fs->client, dir->fid, name,
                      S_ISDIR(victim->mode) ? P9_REMOVEDIR : 0);
    if (!err)
        lose(victim);
    return err;
}

int p9_op_rename(struct vnode *from_dir, struct vname from, struct vnode *file,
                 struct vnode *to_dir, struct vname to, struct vnode *old)
{
    struct p9_node *dir = p9_node(to_dir);
    struct p9_qid qid;
    uint32_t fid;
    int err = writable(dir);

    if (err)
        return err;
    if (old)
        prepare_loss(old);
    err = p9_renameat(&dir->fs->client, p9_node(from_dir)->fid, from, dir->fid,
                      to);
    if (err)
        return err;
    if (old)
        lose(old);
    /* Its fid may have followed, or not: this one is right. */
    if (file->refs > 1 &&
        p9_walk(&dir->fs->client, dir->fid, &to, &fid, &qid) == 0) {
        if (qid.path == file->ino) {
            p9_clunk(&dir->fs->client, p9_node(file)->fid);
            p9_node(file)->fid = fid;
        } else {
            p9_clunk(&dir->fs->client, fid);
        }
    }
    return 0;
}

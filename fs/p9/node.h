/*
 * node.h - the vnodes of a host folder.
 *
 * Nothing of a file is cached: each read, write and stat asks the host, whose
 * own cache is a request away, so that both sides see each other's changes at
 * once. A vnode has up to three fids:
 *
 *   fid     names the file; QEMU keeps a path behind it
 *   reader  open for reading, and for writing too if it is the writer
 *   writer  open for writing; also for reading if writer_reads
 *
 * Open ones go on working when the host removes or replaces the file. The
 * first then names nothing, or something else: whatever is done by it looks at
 * the qid first.
 */
#pragma once

#include "fs/p9/client.h"

#define P9_BUCKETS 64u

struct p9_node;

struct p9_fs {
    uint64_t number;
    bool read_only;
    struct p9_node *bucket[P9_BUCKETS]; /* by qid.path */
    struct p9_client client;
};

/* What readdir() has ahead. */
struct p9_listing {
    uint64_t pos; /* of the next entry */
    struct p9_reader r;
    uint32_t size;
    uint8_t data[];
};

struct p9_node {
    struct vnode vn; /* first */
    struct p9_fs *fs;
    struct p9_node *next;
    uint32_t fid, reader, writer;
    bool writer_reads;
    bool gone;    /* has no name any more: not in the table */
    bool written; /* since the last sync */
    struct vattr last;
    struct p9_listing *listing;
};

extern const struct vnode_ops p9_node_ops;

static inline struct p9_node *p9_node(struct vnode *vn)
{
    return (struct p9_node *)vn;
}

/*
 * p9_node_get - the vnode of the file @fid, which it takes over; one more
 * reference to it. On failure @fid is clunked.
 */
int p9_node_get(struct p9_fs *fs, uint32_t fid, const struct p9_qid *qid,
                struct vnode **out);

/* p9_node_forget - the file has lost its last name. */
void p9_node_forget(struct p9_node *n);

/* p9_node_release - vnode_ops.release. */
void p9_node_release(struct vnode *vn);

/* p9_node_open - a fid that is open for reading or for writing. */
int p9_node_open(struct p9_node *n, bool write, uint32_t *fid);

/*
 * p9_node_attr - what the host says of the file now, also into n->last.
 *
 * -ENOENT if the host has nothing by that name any more, or another file.
 *
 * @by  the fid that knew; NULL if not wanted
 */
int p9_node_attr(struct p9_node *n, uint32_t *by);

/* Operations, of file.c, dir.c and change.c: fs/vnode.h. */
int p9_op_open(struct vnode *vn, bool write);
int64_t p9_op_read(struct vnode *vn, void *buf, size_t n, uint64_t off);
int64_t p9_op_write(struct vnode *vn, const void *buf, size_t n, uint64_t off);
int p9_op_truncate(struct vnode *vn, uint64_t size);
int p9_op_getattr(struct vnode *vn, bool times, struct vattr *attr);
int p9_op_setattr(struct vnode *vn, unsigned which, const struct vattr *attr);
int p9_op_sync(struct vnode *vn, bool data);
int p9_op_statfs(struct vnode *vn, struct vstatfs *out);
int64_t p9_op_readlink(struct vnode *vn, char *buf, size_t size);
int p9_op_lookup(struct vnode *dir, struct vname name, struct vnode **out);
int p9_op_readdir(struct vnode *dir, uint64_t *pos, struct vdirent *out);
int p9_op_create(struct vnode *dir, struct vname name, uint32_t mode,
                 struct vnode **out);
int p9_op_symlink(struct vnode *dir, struct vname name, struct vname target);
int p9_op_link(struct vnode *dir, struct vname name, struct vnode *file);
int p9_op_unlink(struct vnode *dir, struct vname name, struct vnode *victim);
int p9_op_rename(struct vnode *from_dir, struct vname from, struct vnode *file,
                 struct vnode *to_dir, struct vname to, struct vnode *old);

/*
 * calls.c - the calls of 9P2000.L that move no data. [9P2000.L]
 */
#include <string.h>

#include "fs/p9/request.h"

/* A reply that is a qid, and a number nobody needs if @number. */
static int ask_qid(struct p9_client *c, struct p9_request *q, bool number,
                   struct p9_qid *qid)
{
    int err = p9_ask(c, q);

    if (err)
        return err;
    *qid = p9_get_qid(&q->r);
    if (number)
        (void)p9_get32(&q->r);
    return p9_told(c, q);
}

int p9_lopen(struct p9_client *c, uint32_t fid, uint32_t flags)
{
    struct p9_request q;
    struct p9_writer *w = p9_request(c, &q, P9_LOPEN);
    struct p9_qid qid;

    p9_put32(w, fid);
    p9_put32(w, flags | P9_LARGEFILE);
    return ask_qid(c, &q, true, &qid);
}

int p9_lcreate(struct p9_client *c, uint32_t fid, struct vname name,
               uint32_t flags, uint32_t mode, struct p9_qid *qid)
{
    struct p9_request q;
    struct p9_writer *w = p9_request(c, &q, P9_LCREATE);

    p9_put32(w, fid);
    p9_put_text(w, name);
    p9_put32(w, flags | P9_LARGEFILE);
    p9_put32(w, mode);
    p9_put32(w, P9_NONUNAME);
    return ask_qid(c, &q, true, qid);
}

int p9_getattr(struct p9_client *c, uint32_t fid, struct vattr *attr)
{
    struct p9_request q;
    struct p9_writer *w = p9_request(c, &q, P9_GETATTR);
    struct vattr found = *attr;
    int err;

    p9_put32(w, fid);
    p9_put64(w, P9_GET_BASIC);
    err = p9_ask(c, &q);
    if (err)
        return err;
    (void)p9_get_attr(&q.r, &found);
    err = p9_told(c, &q);
    if (!err)
        *attr = found;
    return err;
}

int p9_setattr(struct p9_client *c, uint32_t fid, uint32_t which,
               const struct vattr *attr)
{
    struct p9_request q;
    struct p9_writer *w = p9_request(c, &q, P9_SETATTR);

    p9_put32(w, fid);
    p9_put32(w, which);
    p9_put32(w, attr->mode & 07777);
    p9_put32(w, attr->uid);
    p9_put32(w, attr->gid);
    p9_put64(w, attr->size);
    p9_put_time(w, attr->atime);
    p9_put_time(w, attr->mtime);
    return p9_ask_simple(c, &q);
}

int p9_mkdir(struct p9_client *c, uint32_t dir, struct vname name,
             uint32_t mode)
{
    struct p9_request q;
    struct p9_writer *w = p9_request(c, &q, P9_MKDIR);
    struct p9_qid qid;

    p9_put32(w, dir);
    p9_put_text(w, name);
    p9_put32(w, mode & 07777);
    p9_put32(w, P9_NONUNAME);
    return ask_qid(c, &q, false, &qid);
}

int p9_mknod(struct p9_client *c, uint32_t dir, struct vname name,
             uint32_t mode)
{
    struct p9_request q;
    struct p9_writer *w = p9_request(c, &q, P9_MKNOD);
    struct p9_qid qid;

    p9_put32(w, dir);
    p9_put_text(w, name);
    p9_put32(w, mode);
    p9_put32(w, 0); /* a device's numbers: none is made */
    p9_put32(w, 0);
    p9_put32(w, P9_NONUNAME);
    return ask_qid(c, &q, false, &qid);
}

int p9_symlink(struct p9_client *c, uint32_t dir, struct vname name,
               struct vname target)
{
    struct p9_request q;
    struct p9_writer *w = p9_request(c, &q, P9_SYMLINK);
    struct p9_qid qid;

    p9_put32(w, dir);
    p9_put_text(w, name);
    p9_put_text(w, target);
    p9_put32(w, P9_NONUNAME);
    return ask_qid(c, &q, false, &qid);
}

int64_t p9_readlink(struct p9_client *c, uint32_t fid, char *buf, size_t size)
{
    struct p9_request q;
    struct vname target;
    int err;

    p9_put32(p9_request(c, &q, P9_READLINK), fid);
    err = p9_ask(c, &q);
    if (err)
        return err;
    target = p9_get_text(&q.r);
    err = p9_told(c, &q);
    if (err)
        return err;
    if (target.len > P9_LINK_MAX || memchr(target.start, '\0', target.len))
        return p9_lie(c, "what a link contains", target.len, P9_LINK_MAX);
    if (size > target.len)
        size = target.len;
    memcpy(buf, target.start, size);
    return (int64_t)size;
}

int p9_link(struct p9_client *c, uint32_t dir, struct vname name, uint32_t fid)
{
    struct p9_request q;
    struct p9_writer *w = p9_request(c, &q, P9_LINK);

    p9_put32(w, dir);
    p9_put32(w, fid);
    p9_put_text(w, name);
    return p9_ask_simple(c, &q);
}

int p9_unlinkat(struct p9_client *c, uint32_t dir, struct vname name,
                uint32_t flags)
{
    struct p9_request q;
    struct p9_writer *w = p9_request(c, &q, P9_UNLINKAT);

    p9_put32(w, dir);
    p9_put_text(w, name);
    p9_put32(w, flags);
    return p9_ask_simple(c, &q);
}

int p9_renameat(struct p9_client *c, uint32_t from_dir, struct vname from,
                uint32_t to_dir, struct vname to)
{
    struct p9_request q;
    struct p9_writer *w = p9_request(c, &q, P9_RENAMEAT);

    p9_put32(w, from_dir);
    p9_put_text(w, from);
    p9_put32(w, to_dir);
    p9_put_text(w, to);
    return p9_ask_simple(c, &q);
}

int p9_fsync(struct p9_client *c, uint32_t fid, bool data)
{
    struct p9_request q;
    struct p9_writer *w = p9_request(c, &q, P9_FSYNC);

    p9_put32(w, fid);
    p9_put32(w, data); /* without its attributes */
    return p9_ask_simple(c, &q);
}

int p9_statfs(struct p9_client *c, uint32_t fid, struct vstatfs *out)
{
    struct p9_request q;
    struct vstatfs found = {0};
    int err;

    p9_put32(p9_request(c, &q, P9_STATFS), fid);
    err = p9_ask(c, &q);
    if (err)
        return err;
    p9_get_statfs(&q.r, &found);
    err = p9_told(c, &q);
    if (!err)
        *out = found;
    return err;
}

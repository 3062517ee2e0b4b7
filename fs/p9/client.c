/*
 * client.c - a request and its reply; version, fids, data.
 *
 * fs/ has one thread at a time, so one buffer for requests and one for replies
 * is enough. Data of reads and writes goes from and to the caller's memory.
 */
#include "fs/p9/client.h"

#include <errno.h>
#include <string.h>

#include "fs/p9/request.h"
#include "kernel/p9dev.h"

static const char version[] = "9P2000.L";

int p9_lie(struct p9_client *c, const char *what, uint64_t value,
           uint64_t limit)
{
    p9dev_fail(c->dev, what, value, limit);
    return -EIO;
}

struct p9_writer *p9_request(struct p9_client *c, struct p9_request *q,
                             uint8_t type)
{
    q->type = type;
    q->tag = type == P9_VERSION ? P9_NOTAG : c->tag;
    c->tag = c->tag + 1 == P9_NOTAG ? 0 : c->tag + 1;
    p9_begin(&q->w, c->tx, sizeof(c->tx), type, q->tag);
    return &q->w;
}

static int finish(struct p9_client *c, struct p9_request *q, bool sound,
                  uint32_t error)
{
    if (sound && !error)
        return 0;
    if (sound && p9_done(&q->r))
        return p9_errno(error);
    return p9_lie(c, q->r.fault.what, q->r.fault.value, q->r.fault.limit);
}

int p9_ask(struct p9_client *c, struct p9_request *q)
{
    struct p9dev_call call = {.in = {{c->rx, sizeof(c->rx)}}};
    size_t len = p9_end(&q->w, 0);
    uint32_t error = 0;
    bool sound;
    int err;

    if (len == 0)
        return -ENAMETOOLONG;
    call.out[0] = (struct p9dev_piece){c->tx, (uint32_t)len};
    err = p9dev_call(c->dev, &call);
    if (err)
        return err;
    sound = p9_reply(&q->r, c->rx, sizeof(c->rx), call.got, q->type, q->tag,
                     &error);
    return finish(c, q, sound, error);
}

int p9_told(struct p9_client *c, struct p9_request *q)
{
    return p9_done(&q->r)
               ? 0
               : p9_lie(c, q->r.fault.what, q->r.fault.value, q->r.fault.limit);
}

int p9_ask_simple(struct p9_client *c, struct p9_request *q)
{
    int err = p9_ask(c, q);

    return err ? err : p9_told(c, q);
}

/* --- version --- */

int p9_start(struct p9_client *c)
{
    uint32_t data_max = p9dev_data_max(c->dev), msize;
    struct p9_request q;
    struct p9_writer *w = p9_request(c, &q, P9_VERSION);
    struct vname text;
    int err;

    if (data_max > P9_DATA_MAX)
        data_max = P9_DATA_MAX;
    p9_put32(w, data_max + P9_IO_HEAD);
    p9_put_text(w, (struct vname){version, sizeof(version) - 1});
    err = p9_ask(c, &q);
    if (err)
        return err;
    msize = p9_get32(&q.r);
    text = p9_get_text(&q.r);
    err = p9_told(c, &q);
    if (err)
        return err;
    if (!vname_is(text, version))
        return p9_lie(c, "it does not speak 9P2000.L: length of its version",
                      text.len, sizeof(version) - 1);
    if (msize < P9_RX || msize > data_max + P9_IO_HEAD)
        return p9_lie(c, "the size of its messages", msize,
                      data_max + P9_IO_HEAD);
    c->data_max = msize - P9_IO_HEAD;
    return 0;
}

/* --- fids --- */

int p9_fid_new(struct p9_client *c, uint32_t *fid)
{
    for (uint32_t i = 0; i < P9_FIDS / 64; i++) {
        uint32_t word = (c->fid_hint + i) % (P9_FIDS / 64);

        if (c->fids[word] == UINT64_MAX)
            continue;
        c->fid_hint = word;
        *fid = word * 64 + (uint32_t)__builtin_ctzll(~c->fids[word]);
        c->fids[word] |= UINT64_C(1) << *fid % 64;
        return 0;
    }
    return -ENFILE;
}

void p9_fid_free(struct p9_client *c, uint32_t fid)
{
    c->fids[fid / 64] &= ~(UINT64_C(1) << fid % 64);
}

int p9_attach(struct p9_client *c, uint32_t fid, struct p9_qid *qid)
{
    struct p9_request q;
    struct p9_writer *w = p9_request(c, &q, P9_ATTACH);
    int err;

    p9_put32(w, fid);
    p9_put32(w, P9_NOFID);
    p9_put_text(w, (struct vname){"", 0});
    p9_put_text(w, (struct vname){"", 0});
    p9_put32(w, P9_NONUNAME);
    err = p9_ask(c, &q);
    if (err)
        return err;
    *qid = p9_get_qid(&q.r);
    return p9_told(c, &q);
}

static int walk(struct p9_client *c, uint32_t fid, const struct vname *name,
                uint32_t to, struct p9_qid *qid)
{
    struct p9_request q;
    struct p9_writer *w = p9_request(c, &q, P9_WALK);
    uint16_t count;
    int err;

    p9_put32(w, fid);
    p9_put32(w, to);
    p9_put16(w, name ? 1 : 0);
    if (name)
        p9_put_text(w, *name);
    err = p9_ask(c, &q);
    if (err)
        return err;
    count = p9_get16(&q.r);
    if (name && count == 1)
        *qid = p9_get_qid(&q.r);
    else if (name || count != 0)
        return p9_lie(c, "the steps of a walk", count, name ? 1 : 0);
    return p9_told(c, &q);
}

int p9_walk(struct p9_client *c, uint32_t fid, const struct vname *name,
            uint32_t *out, struct p9_qid *qid)
{
    uint32_t to;
    int err = p9_fid_new(c, &to);

    if (err)
        return err;
    err = walk(c, fid, name, to, qid);
    if (err)
        p9_fid_free(c, to);
    else
        *out = to;
    return err;
}

/* Whatever the host says, the fid is gone. [9P2000 "clunk"] */
void p9_clunk(struct p9_client *c, uint32_t fid)
{
    struct p9_request q;

    if (fid == P9_NOFID)
        return;
    p9_put32(p9_request(c, &q, P9_CLUNK), fid);
    (void)p9_ask_simple(c, &q);
    p9_fid_free(c, fid);
}

/* --- data --- */

/* Sends what is written, and gets at most @n bytes of data into @buf. */
static int64_t ask_data(struct p9_client *c, struct p9_request *q, void *buf,
                        uint32_t n)
{
    struct p9dev_call call = {.in = {{c->rx, P9_DATA_HEAD}, {buf, n}}};
    uint32_t error = 0, count;
    bool sound;
    int err;

    call.out[0] = (struct p9dev_piece){c->tx, (uint32_t)p9_end(&q->w, 0)};
    err = p9dev_call(c->dev, &call);
    if (err)
        return err;
    sound = p9_reply_data(&q->r, c->rx, call.got, q->type, q->tag, n, &count,
                          &error);
    err = finish(c, q, sound, error);
    return err ? err : (int64_t)count;
}

static int64_t read_any(struct p9_client *c, uint8_t type, uint32_t fid,
                        void *buf, uint32_t n, uint64_t off)
{
    struct p9_request q;
    struct p9_writer *w = p9_request(c, &q, type);

    p9_put32(w, fid);
    p9_put64(w, off);
    p9_put32(w, n);
    return ask_data(c, &q, buf, n);
}

int64_t p9_read(struct p9_client *c, uint32_t fid, void *buf, uint32_t n,
                uint64_t off)
{
    return read_any(c, P9_READ, fid, buf, n, off);
}

int64_t p9_readdir(struct p9_client *c, uint32_t fid, void *buf, uint32_t n,
                   uint64_t off)
{
    return read_any(c, P9_READDIR, fid, buf, n, off);
}

int64_t p9_write(struct p9_client *c, uint32_t fid, const void *buf, uint32_t n,
                 uint64_t off)
{
    struct p9dev_call call = {.in = {{c->rx, sizeof(c->rx)}}};
    struct p9_request q;
    struct p9_writer *w = p9_request(c, &q, P9_WRITE);
    uint32_t error = 0, count;
    bool sound;
    int err;

    p9_put32(w, fid);
    p9_put64(w, off);
    p9_put32(w, n);
    call.out[0] = (struct p9dev_piece){c->tx, (uint32_t)p9_end(w, n)};
    call.out[1] = (struct p9dev_piece){(void *)(uintptr_t)buf, n};
    err = p9dev_call(c->dev, &call);
    if (err)
        return err;
    sound =
        p9_reply(&q.r, c->rx, sizeof(c->rx), call.got, q.type, q.tag, &error);
    err = finish(c, &q, sound, error);
    if (err)
        return err;
    count = p9_get32(&q.r);
    err = p9_told(c, &q);
    if (!err && count > n)
        err = p9_lie(c, "more written than was given", count, n);
    return err ? err : (int64_t)count;
}

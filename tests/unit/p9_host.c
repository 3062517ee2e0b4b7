/*
 * p9_host.c - a host that serves a folder by 9P2000.L, for tests without one.
 */
#include "tests/unit/p9_host.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "fs/p9/message.h"
#include "kernel/p9dev.h"

#define ROOM   (600u * 1024)
#define FIDS   16384u
#define ROOT   1u
#define ATTR   0x7ffu
#define DIR_ID (1u << 30)
#define LINK   (1u << 29)

struct p9dev p9_host;

static uint32_t file_of[FIDS]; /* 0: not known */
static uint8_t request[ROOM], reply[ROOM];

static uint32_t take32(const uint8_t *p)
{
    return p[0] | p[1] << 8 | p[2] << 16 | (uint32_t)p[3] << 24;
}

static uint8_t kind_of(uint32_t file)
{
    return file == ROOT || file & DIR_ID ? P9_QT_DIR
           : file & LINK                 ? P9_QT_SYMLINK
                                         : 0;
}

static void put_qid(struct p9_writer *w, uint32_t file)
{
    p9_put8(w, kind_of(file));
    p9_put32(w, 0);
    p9_put64(w, file);
}

/* What @name is; 0: nothing. */
static uint32_t file_named(const uint8_t *name, size_t len)
{
    uint32_t hash = 2;

    if (len == 2 && memcmp(name, "..", 2) == 0)
        return ROOT;
    for (size_t i = 0; i < len; i++)
        hash = (hash * 31 + name[i]) & 0xfffff;
    hash += 2;
    switch (len ? *name : 'n') {
    case 'n':
        return p9_host.made ? hash : 0;
    case 'd':
        return hash | DIR_ID;
    case 'l':
        return hash | LINK;
    default:
        return hash;
    }
}

static void set_fid(uint32_t fid, uint32_t file)
{
    if (fid >= FIDS)
        abort();
    p9_host.fids += (file != 0) - (file_of[fid] != 0);
    file_of[fid] = file;
    if (p9_host.fids > p9_host.fids_most)
        p9_host.fids_most = p9_host.fids;
}

/* The answers; each returns Linux's error number. */
static uint32_t walk(struct p9_writer *w, const uint8_t *body)
{
    uint32_t file = file_of[take32(body)], to = take32(body + 4);
    unsigned names = body[8];

    if (!file)
        return 9;
    if (names)
        file = file_named(body + 12, body[10] | (size_t)body[11] << 8);
    if (!file)
        return 2;
    set_fid(to, file);
    p9_put16(w, (uint16_t)names);
    if (names)
        put_qid(w, file);
    return 0;
}

static void getattr(struct p9_writer *w, uint32_t file)
{
    uint8_t kind = kind_of(file);

    p9_put64(w, ATTR);
    put_qid(w, file);
    p9_put32(w, kind == P9_QT_DIR ? S_IFDIR | 0755
                : kind            ? S_IFLNK | 0777
                                  : S_IFREG | 0644);
    p9_put32(w, 1000);
    p9_put32(w, 1000);
    p9_put64(w, 1);
    p9_put64(w, 0);
    p9_put64(w, 100);
    p9_put64(w, 4096);
    p9_put64(w, 8);
    for (unsigned i = 0; i < 4; i++) {
        p9_put64(w, 1700000000 + i);
        p9_put64(w, i);
    }
    p9_put64(w, 0);
    p9_put64(w, 0);
}

static void readdir(struct p9_writer *w, const uint8_t *body)
{
    uint64_t at = take32(body + 4);
    uint32_t size = take32(body + 12), used = 0;
    size_t count_at = w->len;
    struct p9_writer head;

    p9_put32(w, 0);
    for (; at < p9_host.entries && used + 40 <= size; at++) {
        char name[24];
        int len =
            snprintf(name, sizeof(name), "%c%u", "dlf"[at % 3], (unsigned)at);

        put_qid(w, file_named((const uint8_t *)name, (size_t)len));
        p9_put64(w, at + 1);
        p9_put8(w, at % 3 == 0 ? 4 : at % 3 == 1 ? 10 : 8);
        p9_put_text(w, (struct vname){name, (size_t)len});
        used = (uint32_t)(w->len - count_at - 4);
    }
    head = (struct p9_writer){.buf = w->buf + count_at, .size = 4};
    p9_put32(&head, used);
}

static void read_data(struct p9_writer *w, const uint8_t *body)
{
    uint32_t at = take32(body + 4), n = take32(body + 12);

    n = at >= 100 || body[8] ? 0 : n > 100 - at ? 100 - at : n;
    p9_put32(w, n);
    for (uint32_t i = 0; i < n; i++)
        p9_put8(w, (uint8_t)(at + i));
}

static void statfs(struct p9_writer *w)
{
    p9_put32(w, 0);
    p9_put32(w, 4096);
    for (uint64_t i = 0; i < 6; i++)
        p9_put64(w, 1000 - i);
    p9_put32(w, 255);
}

static void hello(struct p9_writer *w, uint8_t type, uint32_t number)
{
    if (type == P9_VERSION) {
        p9_put32(w, number);
        p9_put_text(w, (struct vname){"9P2000.L", 8});
    } else {
        set_fid(number, ROOT);
        put_qid(w, ROOT);
    }
}

static uint32_t create(struct p9_writer *w, uint32_t fid, const uint8_t *body)
{
    uint32_t file = file_named(body + 6, body[4] | (size_t)body[5] << 8);

    if (p9_host.late) {
        p9_host.late = false;
        p9_host.made = true;
        return 17;
    }
    file = file ? file : 77;
    set_fid(fid, file);
    put_qid(w, file);
    p9_put32(w, 0);
    return 0;
}

static uint32_t answer(struct p9_writer *w, uint8_t type, const uint8_t *body)
{
    uint32_t fid = take32(body), file = fid < FIDS ? file_of[fid] : 0;

    if (type == P9_VERSION || type == P9_ATTACH) {
        hello(w, type, fid);
        return 0;
    }
    if (!file)
        return 9;
    switch (type) {
    case P9_WALK:
        return walk(w, body);
    case P9_CLUNK:
        set_fid(fid, 0);
        break;
    case P9_LCREATE:
        return create(w, fid, body);
    case P9_LOPEN:
        put_qid(w, file);
        p9_put32(w, 0);
        break;
    case P9_MKDIR:
    case P9_MKNOD:
    case P9_SYMLINK:
        put_qid(w, file);
        break;
    case P9_GETATTR:
        getattr(w, file);
        break;
    case P9_READ:
        read_data(w, body);
        break;
    case P9_READDIR:
        readdir(w, body);
        break;
    case P9_WRITE:
        p9_put32(w, take32(body + 12));
        break;
    case P9_READLINK:
        p9_put_text(w, (struct vname){"f", 1});
        break;
    case P9_STATFS:
        statfs(w);
        break;
    }
    return 0;
}

static size_t gather(const struct p9dev_call *call)
{
    size_t len = 0;

    for (unsigned i = 0; i < P9DEV_PIECES; i++) {
        if (call->out[i].len == 0)
            continue;
        memcpy(request + len, call->out[i].data, call->out[i].len);
        len += call->out[i].len;
    }
    return len;
}

static void scatter(struct p9dev_call *call, size_t len)
{
    const uint8_t *from = reply;

    call->got = (uint32_t)len;
    for (unsigned i = 0; i < P9DEV_PIECES && len > 0; i++) {
        size_t n = call->in[i].len < len ? call->in[i].len : len;

        if (n)
            memcpy(call->in[i].data, from, n);
        from += n;
        len -= n;
    }
}

int p9dev_call(struct p9dev *dev, struct p9dev_call *call)
{
    size_t len, room = 0;
    struct p9_writer w;
    uint32_t error;
    uint8_t type;
    uint16_t tag;

    if (dev->failed)
        return -EIO;
    dev->calls++;
    len = gather(call);
    if (len < P9_HEAD || take32(request) != len)
        abort();
    type = request[4];
    tag = (uint16_t)(request[5] | request[6] << 8);
    p9_begin(&w, reply, sizeof(reply), type + 1, tag);
    error = answer(&w, type, request + P9_HEAD);
    if (error) {
        p9_begin(&w, reply, sizeof(reply), P9_LERROR + 1, tag);
        p9_put32(&w, error);
    }
    len = p9_end(&w, 0);
    for (unsigned i = 0; i < P9DEV_PIECES; i++)
        room += call->in[i].len;
    if (len > room)
        abort();
    p9_host_spoil(type, reply, &len, room);
    scatter(call, len);
    return 0;
}

uint32_t p9dev_data_max(const struct p9dev *dev)
{
    (void)dev;
    return 400 * 1024;
}

void p9dev_forget(void)
{
    memset(file_of, 0, sizeof(file_of));
    p9_host.fids = 0;
}

void p9dev_fail(struct p9dev *dev, const char *what, uint64_t value,
                uint64_t limit)
{
    (void)value;
    (void)limit;
    if (!what)
        abort();
    dev->failed = true;
    dev->what = what;
    memset(file_of, 0, sizeof(file_of));
}

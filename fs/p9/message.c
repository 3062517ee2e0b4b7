/*
 * message.c - the messages of 9P2000.L: from numbers to bytes and back.
 */
#include "fs/p9/message.h"

#include <string.h>
#include <sys/stat.h>

#define NS_PER_S 1000000000
/* Beyond these a time in nanoseconds does not fit. */
#define SECONDS_MAX   (INT64_MAX / NS_PER_S - 1)
#define ENTRY_POS_MAX (UINT64_MAX - 2) /* libc/dir.c counts two more */

static void put(struct p9_writer *w, uint64_t n, size_t bytes)
{
    if (w->overflow || bytes > w->size - w->len) {
        w->overflow = true;
        return;
    }
    for (; bytes > 0; bytes--, n >>= 8)
        w->buf[w->len++] = (uint8_t)n;
}

void p9_put8(struct p9_writer *w, uint8_t n)
{
    put(w, n, 1);
}

void p9_put16(struct p9_writer *w, uint16_t n)
{
    put(w, n, 2);
}

void p9_put32(struct p9_writer *w, uint32_t n)
{
    put(w, n, 4);
}

void p9_put64(struct p9_writer *w, uint64_t n)
{
    put(w, n, 8);
}

void p9_put_text(struct p9_writer *w, struct vname text)
{
    if (text.len > UINT16_MAX)
        w->overflow = true;
    put(w, text.len, 2);
    if (w->overflow || text.len > w->size - w->len) {
        w->overflow = true;
        return;
    }
    memcpy(w->buf + w->len, text.start, text.len);
    w->len += text.len;
}

void p9_put_time(struct p9_writer *w, vtime_t time)
{
    int64_t seconds = time / NS_PER_S, rest = time % NS_PER_S;

    if (rest < 0) {
        seconds--;
        rest += NS_PER_S;
    }
    put(w, (uint64_t)seconds, 8);
    put(w, (uint64_t)rest, 8);
}

void p9_begin(struct p9_writer *w, void *buf, size_t size, uint8_t type,
              uint16_t tag)
{
    *w = (struct p9_writer){.buf = buf, .size = size};
    put(w, 0, 4);
    put(w, type, 1);
    put(w, tag, 2);
}

size_t p9_end(struct p9_writer *w, uint32_t data)
{
    struct p9_writer head = {.buf = w->buf, .size = 4};

    if (w->overflow || data > UINT32_MAX - w->len)
        return 0;
    put(&head, w->len + data, 4);
    return w->len;
}

static void fault(struct p9_reader *r, const char *what, uint64_t value,
                  uint64_t limit)
{
    if (!r->fault.what)
        r->fault = (struct p9_fault){what, value, limit};
}

static uint64_t get(struct p9_reader *r, size_t bytes)
{
    uint64_t n = 0;

    if (r->fault.what || bytes > (size_t)(r->end - r->at)) {
        fault(r, "a reply ends within a field", (uint64_t)(r->end - r->at),
              bytes);
        return 0;
    }
    for (size_t i = 0; i < bytes; i++)
        n |= (uint64_t)r->at[i] << (8 * i);
    r->at += bytes;
    return n;
}

uint8_t p9_get8(struct p9_reader *r)
{
    return (uint8_t)get(r, 1);
}

uint16_t p9_get16(struct p9_reader *r)
{
    return (uint16_t)get(r, 2);
}

uint32_t p9_get32(struct p9_reader *r)
{
    return (uint32_t)get(r, 4);
}

uint64_t p9_get64(struct p9_reader *r)
{
    return get(r, 8);
}

struct vname p9_get_text(struct p9_reader *r)
{
    size_t len = p9_get16(r);
    struct vname text = {(const char *)r->at, len};

    if (r->fault.what || len > (size_t)(r->end - r->at)) {
        fault(r, "a reply ends within a text", (uint64_t)(r->end - r->at), len);
        return (struct vname){"", 0};
    }
    r->at += len;
    return text;
}

/* Sets r to the @room bytes of @buf, and reads size, type and tag. */
static bool read_head(struct p9_reader *r, const void *buf, size_t room,
                      uint32_t got, uint8_t type, uint16_t tag, uint32_t *size,
                      uint32_t *error)
{
    uint8_t has_type;
    uint16_t has_tag;

    *r = (struct p9_reader){.at = buf, .end = (const uint8_t *)buf + room};
    *error = 0;
    if (got < P9_HEAD)
        fault(r, "a reply of too few bytes", got, P9_HEAD);
    *size = p9_get32(r);
    has_type = p9_get8(r);
    has_tag = p9_get16(r);
    if (*size < P9_HEAD || *size > got)
        fault(r, "a reply's size", *size, got);
    if (has_tag != tag)
        fault(r, "a reply's tag", has_tag, tag);
    if (has_type == P9_LERROR + 1) {
        *error = p9_get32(r);
        if (*error == 0 || *size != P9_HEAD + 4)
            fault(r, "an error's number", *error, *size);
    } else if (has_type != type + 1) {
        fault(r, "a reply's type", has_type, type + 1u);
    }
    return !r->fault.what;
}

bool p9_reply(struct p9_reader *r, const void *buf, size_t room, uint32_t got,
              uint8_t type, uint16_t tag, uint32_t *error)
{
    uint32_t size;

    if (got < room)
        room = got;
    if (!read_head(r, buf, room, got, type, tag, &size, error))
        return false;
    if (size > room) {
        fault(r, "a reply's size", size, room);
        return false;
    }
    r->end = (const uint8_t *)buf + size;
    return true;
}

bool p9_reply_data(struct p9_reader *r, const void *buf, uint32_t got,
                   uint8_t type, uint16_t tag, uint32_t asked, uint32_t *count,
                   uint32_t *error)
{
    size_t room = got < P9_DATA_HEAD ? got : P9_DATA_HEAD;
    uint32_t size;

    *count = 0;
    if (!read_head(r, buf, room, got, type, tag, &size, error))
        return false;
    if (*error)
        return true;
    *count = p9_get32(r);
    if (*count > asked)
        fault(r, "more data than was asked for", *count, asked);
    else if (size != P9_DATA_HEAD + *count)
        fault(r, "a reply's size", size, P9_DATA_HEAD + *count);
    return !r->fault.what;
}

bool p9_done(struct p9_reader *r)
{
    if (!r->fault.what && r->at != r->end)
        fault(r, "bytes behind a reply", (uint64_t)(r->end - r->at), 0);
    return !r->fault.what;
}

struct p9_qid p9_get_qid(struct p9_reader *r)
{
    struct p9_qid qid = {.type = p9_get8(r)};

    (void)p9_get32(
        r); /* the version: nothing is cached that it would tell of */
    qid.path = p9_get64(r);
    if (qid.type & ~(P9_QT_DIR | P9_QT_SYMLINK) ||
        qid.type == (P9_QT_DIR | P9_QT_SYMLINK))
        fault(r, "a file's kind", qid.type, P9_QT_DIR);
    return qid;
}

static vtime_t get_time(struct p9_reader *r)
{
    int64_t seconds = (int64_t)p9_get64(r);
    uint64_t ns = p9_get64(r);

    if (ns >= NS_PER_S)
        fault(r, "nanoseconds", ns, NS_PER_S - 1);
    if (r->fault.what)
        return 0;
    if (seconds > SECONDS_MAX || seconds < -SECONDS_MAX)
        return seconds > 0 ? INT64_MAX : INT64_MIN;
    return seconds * NS_PER_S + (int64_t)ns;
}

static bool kind_fits(uint8_t type, uint32_t mode)
{
    return !!(type & P9_QT_DIR) == !!S_ISDIR(mode) &&
           !!(type & P9_QT_SYMLINK) == !!S_ISLNK(mode);
}

/* newlib's S_IF* are Linux's. */
static bool is_kind(uint32_t mode)
{
    return S_ISREG(mode) || S_ISDIR(mode) || S_ISLNK(mode) || S_ISCHR(mode) ||
           S_ISBLK(mode) || S_ISFIFO(mode) || S_ISSOCK(mode);
}

/* Linux's 64 bits of a device's two numbers. */
static uint64_t rdev_of(uint64_t n)
{
    uint64_t major = (n >> 8 & 0xfff) | (n >> 32 & 0xfffff000);
    uint64_t minor = (n & 0xff) | (n >> 12 & 0xffffff00);

    return major << 32 | minor;
}

struct p9_qid p9_get_attr(struct p9_reader *r, struct vattr *attr)
{
    uint64_t valid = p9_get64(r), nlink;
    struct p9_qid qid = p9_get_qid(r);

    if ((valid & P9_GET_BASIC) != P9_GET_BASIC)
        fault(r, "the fields of a file", valid, P9_GET_BASIC);
    attr->ino = qid.path;
    attr->mode = p9_get32(r);
    attr->uid = p9_get32(r);
    attr->gid = p9_get32(r);
    nlink = p9_get64(r);
    attr->nlink = nlink > UINT32_MAX ? UINT32_MAX : (uint32_t)nlink;
    attr->rdev = rdev_of(p9_get64(r));
    attr->size = p9_get64(r);
    (void)p9_get64(r); /* block size */
    attr->blocks = p9_get64(r);
    attr->atime = get_time(r);
    attr->mtime = get_time(r);
    attr->ctime = get_time(r);
    for (unsigned i = 0; i < 4; i++)
        (void)p9_get64(r); /* birth, generation, version */
    if (!is_kind(attr->mode) || !kind_fits(qid.type, attr->mode))
        fault(r, "a file's mode", attr->mode, qid.type);
    if (attr->size > INT64_MAX)
        fault(r, "a file's size", attr->size, INT64_MAX);
    return qid;
}

void p9_get_statfs(struct p9_reader *r, struct vstatfs *out)
{
    (void)p9_get32(r); /* type */
    out->block_size = p9_get32(r);
    out->blocks = p9_get64(r);
    (void)p9_get64(r); /* free, also for root alone */
    out->blocks_free = p9_get64(r);
    out->files = p9_get64(r);
    out->files_free = p9_get64(r);
    (void)p9_get64(r); /* id */
    (void)p9_get32(r); /* longest name */
}

static bool name_ok(struct vname name)
{
    return name.len > 0 && !memchr(name.start, '/', name.len) &&
           !memchr(name.start, '\0', name.len);
}

bool p9_get_entry(struct p9_reader *r, struct p9_entry *out)
{
    if (r->fault.what || r->at == r->end)
        return false;
    out->qid = p9_get_qid(r);
    out->next = p9_get64(r);
    out->type = p9_get8(r);
    out->name = p9_get_text(r);
    if (!name_ok(out->name))
        fault(r, "a name in a directory", out->name.len, 1);
    if (out->next == 0 || out->next > ENTRY_POS_MAX)
        fault(r, "a directory's position", out->next, ENTRY_POS_MAX);
    return !r->fault.what;
}

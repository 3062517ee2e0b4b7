/*
 * message.h - the messages of 9P2000.L: from numbers to bytes and back.
 *
 * Pure: nothing here allocates, waits or keeps anything. What comes from the
 * host is not trusted: sizes, tags, types, counts, kinds and names are checked
 * here, and whatever is wrong is a struct p9_fault. [9P2000.L]
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "fs/vnode.h"

/* Requests; a reply's number is one more. [9P2000.L] */
enum {
    P9_LERROR = 6, /* a reply only */
    P9_STATFS = 8,
    P9_LOPEN = 12,
    P9_LCREATE = 14,
    P9_SYMLINK = 16,
    P9_MKNOD = 18,
    P9_READLINK = 22,
    P9_GETATTR = 24,
    P9_SETATTR = 26,
    P9_READDIR = 40,
    P9_FSYNC = 50,
    P9_LINK = 70,
    P9_MKDIR = 72,
    P9_RENAMEAT = 74,
    P9_UNLINKAT = 76,
    P9_VERSION = 100,
    P9_ATTACH = 104,
    P9_WALK = 110,
    P9_READ = 116,
    P9_WRITE = 118,
    P9_CLUNK = 120,
};

#define P9_NOTAG     0xffffu
#define P9_NOFID     0xffffffffu
#define P9_NONUNAME  0xffffffffu /* no user, no group */
#define P9_HEAD      7u          /* size, type, tag */
#define P9_DATA_HEAD 11u         /* of a reply with data: and a count */
#define P9_IO_HEAD   24u         /* more than any head of data [9P2000.L] */
#define P9_LINK_MAX  4096u       /* bytes in a link, Linux's PATH_MAX */

/* What a fid is opened for: Linux's numbers. */
enum {
    P9_RDONLY = 0,
    P9_WRONLY = 1,
    P9_RDWR = 2,
    P9_CREAT = 0100,
    P9_EXCL = 0200,
    P9_LARGEFILE = 0100000,
    P9_DIRECTORY = 0200000,
};

#define P9_REMOVEDIR 0x200u /* of unlinkat */

/* Fields of setattr. */
enum {
    P9_SET_MODE = 1 << 0,
    P9_SET_UID = 1 << 1,
    P9_SET_GID = 1 << 2,
    P9_SET_SIZE = 1 << 3,
    P9_SET_ATIME = 1 << 4, /* now, without the one below */
    P9_SET_MTIME = 1 << 5,
    P9_SET_ATIME_TO = 1 << 7,
    P9_SET_MTIME_TO = 1 << 8,
};

#define P9_GET_BASIC 0x7ffull /* all that stat() knows */

/* --- requests --- */

/* Bytes being written. Too many for @size: overflow, and nothing is sent. */
struct p9_writer {
    uint8_t *buf;
    size_t size, len;
    bool overflow;
};

/* p9_begin - an empty request; p9_end() fills in its size. */
void p9_begin(struct p9_writer *w, void *buf, size_t size, uint8_t type,
              uint16_t tag);

/* p9_put* - append a number, little-endian, or a string with its length. */
void p9_put8(struct p9_writer *w, uint8_t n);
void p9_put16(struct p9_writer *w, uint16_t n);
void p9_put32(struct p9_writer *w, uint32_t n);
void p9_put64(struct p9_writer *w, uint64_t n);
void p9_put_text(struct p9_writer *w, struct vname text);

/* p9_put_time - seconds and nanoseconds, each of 8 bytes. */
void p9_put_time(struct p9_writer *w, vtime_t time);

/*
 * p9_end - the request is complete but for @data bytes that come behind it.
 *
 * Returns its length in the buffer; 0 if it did not fit.
 */
size_t p9_end(struct p9_writer *w, uint32_t data);

/* --- replies --- */

/* What is wrong with a reply: @value, where @limit was right or the most. */
struct p9_fault {
    const char *what; /* NULL: nothing yet */
    uint64_t value, limit;
};

/* A reply being read. After a fault all reads give zeros. */
struct p9_reader {
    const uint8_t *at, *end;
    struct p9_fault fault;
};

/* [9P2000 "intro", "qid"] */
struct p9_qid {
    uint8_t type;
    uint64_t path;
};

#define P9_QT_DIR     0x80
#define P9_QT_SYMLINK 0x02

/*
 * p9_reply - begin to read a reply.
 *
 * @buf    its first bytes; @room of them at most
 * @got    bytes that the device says it wrote
 * @type, @tag  of the request
 * @error  set to Linux's number if the reply is an error, else to 0
 *
 * Returns whether it is a reply to that request; else r->fault says why not.
 */
bool p9_reply(struct p9_reader *r, const void *buf, size_t room, uint32_t got,
              uint8_t type, uint16_t tag, uint32_t *error);

/*
 * p9_reply_data - the same for a reply whose @asked bytes of data lie
 * elsewhere; @buf has P9_DATA_HEAD bytes.
 *
 * @count  bytes of data there are
 */
bool p9_reply_data(struct p9_reader *r, const void *buf, uint32_t got,
                   uint8_t type, uint16_t tag, uint32_t asked, uint32_t *count,
                   uint32_t *error);

/* p9_done - whether nothing is wrong and nothing is left; else a fault. */
bool p9_done(struct p9_reader *r);

/* p9_get* - what comes next, or a fault. */
uint8_t p9_get8(struct p9_reader *r);
uint16_t p9_get16(struct p9_reader *r);
uint32_t p9_get32(struct p9_reader *r);
uint64_t p9_get64(struct p9_reader *r);
/* A string; it points into the reply, and is empty after a fault. */
struct vname p9_get_text(struct p9_reader *r);
/* A qid that can be: a directory, a link or anything else. */
struct p9_qid p9_get_qid(struct p9_reader *r);

/*
 * p9_get_attr - what getattr says; attr->dev stays.
 *
 * Checked: all basic fields are there, the mode has the kind of the qid, the
 * size and the times are such as a file may have.
 */
struct p9_qid p9_get_attr(struct p9_reader *r, struct vattr *attr);

/* p9_get_statfs - what statfs says; out->read_only stays. */
void p9_get_statfs(struct p9_reader *r, struct vstatfs *out);

/* One entry of a directory. */
struct p9_entry {
    struct p9_qid qid;
    uint64_t next; /* the position behind it */
    uint8_t type;  /* DT_*; 0 if not known */
    struct vname name;
};

/*
 * p9_get_entry - the next entry of a directory's data.
 *
 * A name has 1 byte or more, no slash and no NUL; it may be "." or "..", or
 * longer than VNODE_NAME_MAX. Returns false at the end, or after a fault.
 */
bool p9_get_entry(struct p9_reader *r, struct p9_entry *out);

/* p9_errno - a negative errno value for Linux's @number; -EIO if unknown. */
int p9_errno(uint32_t number);

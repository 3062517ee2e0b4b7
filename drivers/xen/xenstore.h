/*
 * xenstore.h - a client of xenstore, the small file system between domains
 * through which the toolstack and devices' other ends talk to a domain.
 *
 * Paths that do not begin with / are under /local/domain/ID. Requests are
 * asynchronous, so that an event's handler may send one; xs_read() and its
 * kin wait for the answer. A xenstored that breaks the rules, or does not
 * answer, is given up: one line, and from then on everything is -EIO.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "drivers/xen/xs_wire.h"

#define XS_PATH  96  /* bytes of any path used here, with its NUL */
#define XS_VALUE 64  /* of any value that is written */
#define XS_LIST  512 /* of the names in a directory */

/*
 * struct xs_request - what is asked, and the answer. xs_prepare() makes it;
 * it belongs to xenstore.c from xs_submit() to done().
 *
 * @in      room for @in_size bytes of the answer, a NUL behind it included;
 *          NULL if it does not matter
 * @in_len  bytes there are
 * @result  0; -ENOENT and others that xenstored has said; -ENOSPC if the
 *          answer is longer than @in; -EIO
 * @done    called once, in interrupt context or by xs_submit()
 */
struct xs_request {
    char *in;
    uint32_t in_size, in_len;
    int result;
    void (*done)(struct xs_request *request);
    void *arg;

    struct xs_header head;
    char out[XS_PATH + XS_VALUE];
    uint32_t sent; /* bytes, the header's included */
    uint32_t pending;
    struct xs_request *next;
};

/*
 * struct xs_watch - @fired() is called when something at or below @path has
 * changed, and once at first. In interrupt context; it may submit requests.
 */
struct xs_watch {
    const char *path;
    void (*fired)(struct xs_watch *watch);
    void *arg;
    uint32_t token; /* xenstore.c's, as the next */
    struct xs_watch *next;
};

/*
 * xs_start - find xenstore. Idempotent.
 *
 * Returns 0; -ENODEV if this is not a domU of Xen's, or there are no events.
 * Thread context.
 */
int xs_start(void);

/*
 * xs_prepare - make @rq ask for @type at @path, with @value for XS_WRITE and
 * XS_WATCH. Both are copied. -EINVAL if one of them is too long.
 */
int xs_prepare(struct xs_request *rq, enum xs_type type, const char *path,
               const char *value);

/* xs_submit - send it; done() comes, maybe at once. Any context. */
void xs_submit(struct xs_request *rq);

/*
 * xs_read - the value at @path, with a NUL, to @buf of @size bytes.
 * xs_list - the names in the directory @path, each with a NUL (xs_next()).
 *
 * Returns how many bytes without the last NUL, or a negative errno value:
 * -ENOENT, -ENOSPC if it is longer, -EIO. Thread context.
 */
long xs_read(const char *path, char *buf, size_t size);
long xs_list(const char *path, char *buf, size_t size);

/* xs_write - 0 or a negative errno value. xs_rm - the same. Thread context. */
int xs_write(const char *path, const char *value);
int xs_rm(const char *path);

/*
 * xs_watch_add - begin to watch; @w belongs to xenstore.c from then on.
 * xs_watch_end - the reverse: fired() is not called any more when it returns.
 * 0 or a negative errno value. Thread context.
 */
int xs_watch_add(struct xs_watch *w);
void xs_watch_end(struct xs_watch *w);

/*
 * xs_wire.h - xenstore's messages: reading them from the ring, and what is in
 * them. Pure: no device is touched. [XEN io/xs_wire.h]
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "drivers/xen/byte_ring.h"

#define XS_PAYLOAD_MAX 4096

enum xs_type {
    XS_DIRECTORY = 1,
    XS_READ = 2,
    XS_WATCH = 4,
    XS_UNWATCH = 5,
    XS_WRITE = 11,
    XS_RM = 13,
    XS_WATCH_EVENT = 15,
    XS_ERROR = 16,
};

struct xs_header {
    uint32_t type, id, tx, len;
};
_Static_assert(sizeof(struct xs_header) == 16, "[XEN io/xs_wire.h]");

/* The page. */
struct xs_page {
    uint8_t req[1024], rsp[1024];
    uint32_t req_cons, req_prod, rsp_cons, rsp_prod;
};
_Static_assert(offsetof(struct xs_page, req_cons) == 2048, "[XEN xs_wire.h]");
_Static_assert(offsetof(struct xs_page, rsp_prod) == 2060, "[XEN xs_wire.h]");

/* struct xs_reader - a message as it comes in; all zero at the start. */
struct xs_reader {
    struct xs_header head;
    uint32_t have;                 /* bytes, the header's included */
    char body[XS_PAYLOAD_MAX + 1]; /* a NUL behind head.len bytes */
};

/*
 * xs_reader_take - take bytes from @ring until a message is complete.
 *
 * Returns 1: @r->head and @r->body are the message, until the next call;
 * 0: more must come; -EIO: an index lies or the message is longer than
 * XS_PAYLOAD_MAX, so nothing that follows makes sense.
 */
int xs_reader_take(struct xs_reader *r, struct byte_ring *ring);

/* xs_error - the errno value, negative, that the text of an XS_ERROR is. */
int xs_error(const char *text);

/*
 * xs_event_token - the number that is the token of an XS_WATCH_EVENT.
 *
 * @body  @len bytes, and a NUL behind: path, NUL, token, NUL
 *
 * Returns false if that is not so.
 */
bool xs_event_token(const char *body, size_t len, uint32_t *token);

/*
 * xs_number - a decimal number and nothing else, that fits.
 *
 * Returns false, and *@value is untouched, if @text is anything else.
 */
bool xs_number(const char *text, uint64_t *value);

/* xs_next - the string behind @name in @len bytes of names at @list, each with
 * a NUL; NULL for the first one. NULL behind the last. */
const char *xs_next(const char *list, size_t len, const char *name);

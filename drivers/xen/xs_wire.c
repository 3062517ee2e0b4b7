/*
 * xs_wire.c - see xs_wire.h.
 */
#include "drivers/xen/xs_wire.h"

#include "kernel/errno.h"
#include "kernel/string.h"

#define HEADER sizeof(struct xs_header)

static size_t length(const char *s)
{
    size_t n = 0;

    while (s[n])
        n++;
    return n;
}

/* Up to @end bytes of the message into @to. Returns whether all are there. */
static int fill(struct xs_reader *r, struct byte_ring *ring, void *to,
                uint32_t end)
{
    long n = byte_ring_get(ring, to, end - r->have);

    if (n < 0)
        return -EIO;
    r->have += (uint32_t)n;
    return r->have == end;
}

int xs_reader_take(struct xs_reader *r, struct byte_ring *ring)
{
    int done = 1;

    if (r->have >= HEADER && r->have == HEADER + r->head.len)
        r->have = 0; /* the last one has been read */
    if (r->have < HEADER)
        done = fill(r, ring, (char *)&r->head + r->have, HEADER);
    if (done != 1)
        return done;
    if (r->head.len > XS_PAYLOAD_MAX)
        return -EIO;
    done = fill(r, ring, r->body + (r->have - HEADER),
                (uint32_t)HEADER + r->head.len);
    if (done == 1)
        r->body[r->head.len] = '\0';
    return done;
}

int xs_error(const char *text)
{
    static const struct {
        char name[10];
        int error;
    } known[] = {
        {"ENOENT", ENOENT}, {"EACCES", EPERM},  {"EPERM", EPERM},
        {"ENOMEM", ENOMEM}, {"EAGAIN", EAGAIN}, {"EINVAL", EINVAL},
        {"ENOSPC", ENOSPC}, {"EBUSY", EBUSY},   {"EROFS", EROFS},
    };

    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
        size_t n = length(known[i].name);

        if (length(text) == n && memcmp(text, known[i].name, n) == 0)
            return -known[i].error;
    }
    return -EIO;
}

bool xs_number(const char *text, uint64_t *value)
{
    uint64_t n = 0;

    if (!*text)
        return false;
    for (; *text; text++) {
        uint64_t digit = (uint64_t)(*text - '0');

        if (digit > 9 || n > (UINT64_MAX - digit) / 10)
            return false;
        n = n * 10 + digit;
    }
    *value = n;
    return true;
}

bool xs_event_token(const char *body, size_t len, uint32_t *token)
{
    size_t path = length(body) + 1;
    uint64_t n;

    if (path >= len || path + length(body + path) + 1 != len ||
        !xs_number(body + path, &n) || n > UINT32_MAX)
        return false;
    *token = (uint32_t)n;
    return true;
}

const char *xs_next(const char *list, size_t len, const char *name)
{
    const char *next = name ? name + length(name) + 1 : list;

    return next < list + len ? next : NULL;
}

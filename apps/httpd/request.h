/*
 * request.h - what a client asks for: the head of an HTTP request, read.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#define REQUEST_MAX  8192 /* bytes of a head; more is 431 */
#define REQUEST_PATH 1024

enum request_method { METHOD_GET, METHOD_HEAD, METHOD_OTHER };

/* A piece of the head; NULL: not there. */
struct request_text {
    const char *p;
    size_t n;
};

/*
 * struct request - @path is decoded, begins with "/", has no "." and ".."
 * segments and no NUL, and ends with one.
 */
struct request {
    enum request_method method;
    struct request_text line; /* for the log */
    char path[REQUEST_PATH];
    int minor; /* HTTP/1.minor */
    bool keep_alive, has_body;
    struct request_text range, if_range, if_modified_since, if_none_match;
};

/*
 * request_parse - read a head from @p.
 *
 * Returns how many bytes it has; 0 if its end is not there yet; or a negative
 * HTTP status: -400, -414, -431, -501, -505. Then only `line` is set. The
 * texts point into @p. [RFC 9112]
 */
int request_parse(const char *p, size_t n, struct request *out);

/*
 * request_range - read one range of bytes, "bytes=0-99", for @size bytes.
 *
 * Returns 206 with the first byte and how many; 200 if it is to be ignored
 * (several ranges, or not one at all); 416 if it lies beyond the end.
 * [RFC 9110 14.2]
 */
int request_range(struct request_text range, unsigned long long size,
                  unsigned long long *first, unsigned long long *length);

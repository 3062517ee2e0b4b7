/*
 * server.h - connections, and what the parts of the server share.
 */
#pragma once

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "request.h"

/*
 * struct conn - a connection; while it waits for a request it has no buffers.
 *
 * @older, @newer  its neighbours in the order of @since_ms
 * @in, @in_len    the beginning of a request
 * @out            what is left of a head, or of a small answer
 * @file           the open file that follows it, -1: none
 * @stream, @wants TLS's state, and what it waits for, 0: what the server does
 * @waits          what epoll waits for, 0: nothing yet
 */
struct conn {
    struct conn *older, *newer;
    int fd;
    char *in, *out;
    size_t in_len, out_at, out_len;
    int file;
    unsigned long long file_at, file_left;
    bool closing;      /* after the answer */
    bool half_closed;  /* the client sends no more */
    uint64_t since_ms; /* when it last got on */
    struct sockaddr_storage peer;
    struct stream *stream;
    short wants, waits; /* POLLIN, POLLOUT: EPOLLIN, EPOLLOUT are the same */
};

/* What the command line says. */
struct server {
    const char *root;
    const char *cert, *key;
    int port;
    unsigned clients;
    bool log;
};
extern struct server server;

/*
 * answer - make the answer to a request: c->out and c->file.
 *
 * @status  0, or the negative status of request_parse()
 *
 * Returns whether there is memory for it.
 */
bool answer(struct conn *c, const struct request *r, int status);

/* log_access - a line in the Common Log Format, if wanted. */
void log_access(const struct conn *c, const struct request *r, int status,
                unsigned long long bytes);

/* log_failure - a line on why a connection ends before it could ask. */
void log_failure(const struct conn *c, const char *why);

/* http_date - @t as HTTP writes it: 29 characters and a NUL into @out. What is
 * before 1970 or after 9999 becomes the first or last second of those. */
void http_date(time_t t, char out[30]);

/* http_now - the time now as text, made once a second. */
const char *http_now(void);

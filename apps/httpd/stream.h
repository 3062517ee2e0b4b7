/*
 * stream.h - how a connection's bytes travel: as they are, or by TLS.
 *
 * httpd has plain.c for it, httpsd apps/httpsd/tls.c. Nothing here blocks:
 * what cannot go on sets errno to EAGAIN and c->wants to what to wait for.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct conn;

/* What to know of the stream: its default port, whether it takes -s. */
extern const int stream_port;
extern const bool stream_is_tls;

/*
 * stream_setup - read a certificate and its key, before the first connection.
 *
 * @cert, @key  files in PEM or DER; NULL where -s was not given
 *
 * Ends the program with one line of what is wrong, if something is.
 */
void stream_setup(const char *cert, const char *key);

/*
 * stream_recv - up to @n bytes into @buf, as recv() does it.
 *
 * Under TLS the handshake happens in here.
 */
ssize_t stream_recv(int fd, struct conn *c, void *buf, size_t n);

/*
 * stream_send - up to @n bytes of @buf, as send() does it; the same bytes
 * must be given again after EAGAIN.
 *
 * @more  others follow at once
 */
ssize_t stream_send(int fd, struct conn *c, const void *buf, size_t n,
                    bool more);

/* stream_pending - bytes are here that epoll does not know of. */
bool stream_pending(const struct conn *c);

/* stream_end - free what the stream holds, before @fd is closed. */
void stream_end(struct conn *c);

/*
 * plain.c - a connection's bytes as they are: HTTP.
 */
#include <sys/socket.h>

#include "server.h"
#include "stream.h"

const int stream_port = 80;
const bool stream_is_tls = false;

void stream_setup(const char *cert, const char *key)
{
    (void)cert;
    (void)key;
}

ssize_t stream_recv(int fd, struct conn *c, void *buf, size_t n)
{
    (void)c;
    return recv(fd, buf, n, 0);
}

ssize_t stream_send(int fd, struct conn *c, const void *buf, size_t n,
                    bool more)
{
    (void)c;
    return send(fd, buf, n, MSG_NOSIGNAL | (more ? MSG_MORE : 0));
}

bool stream_pending(const struct conn *c)
{
    (void)c;
    return false;
}

void stream_end(struct conn *c)
{
    (void)c;
}

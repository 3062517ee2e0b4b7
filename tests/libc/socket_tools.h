/*
 * socket_tools.h - pairs of sockets over the loopback, for tests in a guest.
 *
 * Included instead of harness.h.
 */
#pragma once

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/libc/harness.h"

/* An address of the loopback, and its port when it is bound. */
union loopback {
    struct sockaddr any;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
};

/* A socket that is bound to a port of the loopback that was free. */
static int bound(int family, int type, union loopback *at, socklen_t *len)
{
    int fd = socket(family, type, 0);

    *at = (union loopback){0};
    if (family == AF_INET)
        at->v4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    else
        at->v6.sin6_addr = in6addr_loopback;
    at->any.sa_family = (sa_family_t)family;
    *len = family == AF_INET ? sizeof(at->v4) : sizeof(at->v6);
    CHECK(fd >= 0 && bind(fd, &at->any, *len) == 0);
    CHECK(getsockname(fd, &at->any, len) == 0);
    return fd;
}

/* Both ends of a connection, the server's first. */
static inline void tcp_pair(int family, int fd[2])
{
    union loopback at;
    socklen_t len;
    int server = bound(family, SOCK_STREAM, &at, &len);

    CHECK(listen(server, 1) == 0);
    fd[1] = socket(family, SOCK_STREAM, 0);
    CHECK(connect(fd[1], &at.any, len) == 0);
    fd[0] = accept(server, NULL, NULL);
    CHECK(close(server) == 0);
}

static inline void udp_pair(int fd[2])
{
    union loopback at;
    socklen_t len;

    fd[0] = bound(AF_INET, SOCK_DGRAM, &at, &len);
    fd[1] = socket(AF_INET, SOCK_DGRAM, 0);
    CHECK(connect(fd[1], &at.any, len) == 0);
}

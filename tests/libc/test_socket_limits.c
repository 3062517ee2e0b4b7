// expect: status 0
/*
 * test_socket_limits.c - flags of new sockets, and no descriptors left.
 */
#define _GNU_SOURCE /* accept4() */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/un.h>
#include <unistd.h>

#include "tests/libc/socket_tools.h"
#include "tests/libc/thread_tools.h"

#define BOTH (SOCK_NONBLOCK | SOCK_CLOEXEC)

static bool has(int fd, int flags)
{
    bool nonblock = (fcntl(fd, F_GETFL) & O_NONBLOCK) != 0;
    bool cloexec = (fcntl(fd, F_GETFD) & FD_CLOEXEC) != 0;

    return fd >= 0 && nonblock == !!(flags & SOCK_NONBLOCK) &&
           cloexec == !!(flags & SOCK_CLOEXEC);
}

/* Connects to @server, takes that with @flags and looks at what it has. */
static void taken_with(int server, struct sockaddr *at, socklen_t len,
                       int flags)
{
    int client = socket(at->sa_family, SOCK_STREAM, 0), fd;
    char c;

    CHECK(connect(client, at, len) == 0);
    fd = accept4(server, NULL, NULL, flags);
    CHECK(has(fd, flags));
    if (flags & SOCK_NONBLOCK)
        CHECK(read(fd, &c, 1) == -1 && errno == EAGAIN);
    CHECK(write(client, "x", 1) == 1 &&
          poll(&(struct pollfd){fd, POLLIN, 0}, 1, -1) == 1);
    CHECK(read(fd, &c, 1) == 1 && c == 'x');
    CHECK(close(fd) == 0 && close(client) == 0);
}

static void every_way(int server, struct sockaddr *at, socklen_t len)
{
    static const int flags[] = {0, SOCK_NONBLOCK, SOCK_CLOEXEC, BOTH};

    CHECK(listen(server, 4) == 0);
    for (int i = 0; i < 4; i++)
        taken_with(server, at, len, flags[i]);
    /* The listener's own flags are not those of a connection. */
    CHECK(fcntl(server, F_SETFL, O_NONBLOCK) == 0);
    CHECK(fcntl(server, F_SETFD, FD_CLOEXEC) == 0);
    for (int i = 0; i < 4; i++)
        taken_with(server, at, len, flags[i]);
    CHECK(accept4(server, NULL, NULL, 1 << 30) == -1 && errno == EINVAL);
    CHECK(accept4(server, NULL, NULL, 0) == -1 && errno == EAGAIN);
    CHECK(close(server) == 0);
}

TEST(accept4_gives_the_flags)
{
    struct sockaddr_un name = {.sun_family = AF_UNIX, .sun_path = "/tmp/s"};
    union loopback at;
    socklen_t len;
    int fd = bound(AF_INET, SOCK_STREAM, &at, &len);

    every_way(fd, &at.any, len);
    fd = bound(AF_INET6, SOCK_STREAM, &at, &len);
    every_way(fd, &at.any, len);
    fd = socket(AF_UNIX, SOCK_STREAM, 0);
    CHECK(bind(fd, (struct sockaddr *)&name, sizeof(name)) == 0);
    every_way(fd, (struct sockaddr *)&name, sizeof(name));
}

TEST(so_do_socket_and_socketpair)
{
    static const int flags[] = {0, SOCK_NONBLOCK, SOCK_CLOEXEC, BOTH};
    int fd[2];

    for (int i = 0; i < 4; i++) {
        fd[0] = socket(AF_INET, SOCK_STREAM | flags[i], 0);
        fd[1] = socket(AF_UNIX, SOCK_DGRAM | flags[i], 0);
        CHECK(has(fd[0], flags[i]) && has(fd[1], flags[i]));
        CHECK(close(fd[0]) == 0 && close(fd[1]) == 0);
        CHECK(socketpair(AF_UNIX, SOCK_STREAM | flags[i], 0, fd) == 0);
        CHECK(has(fd[0], flags[i]) && has(fd[1], flags[i]));
        CHECK(close(fd[0]) == 0 && close(fd[1]) == 0);
    }
}

/* --- no descriptors left --- */

static void set_limit(rlim_t n)
{
    struct rlimit limit;

    CHECK(getrlimit(RLIMIT_NOFILE, &limit) == 0);
    limit.rlim_cur = n;
    CHECK(setrlimit(RLIMIT_NOFILE, &limit) == 0);
}

/* Takes sockets, from @fd on, up to the limit: the last one is below it. */
static void fill_from(int fd, int family, int type)
{
    struct rlimit limit;
    int got;

    CHECK(getrlimit(RLIMIT_NOFILE, &limit) == 0);
    while ((got = socket(family, type, 0)) >= 0)
        CHECK(got == fd++);
    CHECK(errno == EMFILE && (rlim_t)fd == limit.rlim_cur);
}

static void close_from(int fd, int end)
{
    for (; fd < end; fd++)
        CHECK(close(fd) == 0);
}

TEST(sockets_reach_the_limit_that_is_told)
{
    int first = dup(1);

    CHECK(close(first) == 0);
    fill_from(first, AF_INET, SOCK_STREAM);
    close_from(first, 1024);
    fill_from(first, AF_INET6, SOCK_DGRAM);
    close_from(first, 1024);
    set_limit(2000);
    fill_from(first, AF_UNIX, SOCK_STREAM);
    close_from(first, 2000);
    set_limit(1024);
}

TEST(a_pair_needs_two)
{
    int first = dup(1), fd[2] = {-7, -7};

    CHECK(close(first) == 0);
    set_limit((rlim_t)first + 1);
    CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, fd) == -1 && errno == EMFILE);
    CHECK(pipe(fd) == -1 && errno == EMFILE && fd[0] == -7 && fd[1] == -7);
    CHECK(socket(AF_INET, SOCK_STREAM, 0) == first && close(first) == 0);
    set_limit(1024);
}

TEST(a_connection_waits_for_a_descriptor)
{
    union loopback at;
    socklen_t len;
    int server = bound(AF_INET, SOCK_STREAM, &at, &len), fd;
    int client = socket(AF_INET, SOCK_STREAM, 0), spare = dup(1);
    char c;

    CHECK(listen(server, 4) == 0 && connect(client, &at.any, len) == 0);
    CHECK(write(client, "x", 1) == 1);
    set_limit((rlim_t)spare + 1);
    CHECK(accept(server, NULL, NULL) == -1 && errno == EMFILE);
    CHECK(accept(server, NULL, NULL) == -1 && errno == EMFILE);
    CHECK(close(spare) == 0);
    fd = accept(server, NULL, NULL);
    CHECK(fd == spare && read(fd, &c, 1) == 1 && c == 'x');
    CHECK(close(fd) == 0 && close(client) == 0 && close(server) == 0);
    set_limit(1024);
}

/* --- accept() holds a descriptor while it waits --- */

static void *take_one(void *server)
{
    return (void *)(intptr_t)accept(*(int *)server, NULL, NULL);
}

/* The lowest that is free; a thread that accepts has it then. */
static pthread_t accepting(int *server, int *fd)
{
    pthread_t t;

    *fd = dup(1);
    CHECK(close(*fd) == 0);
    t = start(take_one, server);
    while (fcntl(*fd, F_GETFD) == -1)
        sched_yield();
    CHECK(recv(*fd, &(char){0}, 1, 0) == -1 && errno == ENOTSOCK);
    return t;
}

TEST(what_accept_holds_may_be_closed)
{
    union loopback at;
    socklen_t len;
    int server = bound(AF_INET, SOCK_STREAM, &at, &len), held, fd;
    int client = socket(AF_INET, SOCK_STREAM, 0);
    pthread_t t;
    char c;

    CHECK(listen(server, 4) == 0);
    t = accepting(&server, &held);
    CHECK(close(held) == 0);
    CHECK(connect(client, &at.any, len) == 0);
    CHECK((intptr_t)join(t) == held && fcntl(held, F_GETFD) == -1);
    CHECK(read(client, &c, 1) <= 0 && close(client) == 0);
    /* a copy outlives it, and is the connection */
    client = socket(AF_INET, SOCK_STREAM, 0);
    t = accepting(&server, &held);
    fd = dup(held);
    CHECK(close(held) == 0 && connect(client, &at.any, len) == 0);
    CHECK((intptr_t)join(t) == held);
    CHECK(write(client, "x", 1) == 1 && read(fd, &c, 1) == 1 && c == 'x');
    CHECK(close(fd) == 0 && close(client) == 0 && close(server) == 0);
}

TEST(what_took_the_place_stays_when_accept_fails)
{
    struct sockaddr_un name = {.sun_family = AF_UNIX, .sun_path = "/tmp/place"};
    int server = socket(AF_UNIX, SOCK_STREAM, 0), held, copy, tube[2];
    pthread_t t;
    char c;

    CHECK(bind(server, (struct sockaddr *)&name, sizeof(name)) == 0);
    CHECK(listen(server, 4) == 0 && pipe(tube) == 0);
    t = accepting(&server, &held);
    copy = dup(held);
    CHECK(dup2(tube[1], held) == held);
    CHECK(shutdown(server, SHUT_RDWR) == 0 && (intptr_t)join(t) == -1);
    CHECK(write(held, "p", 1) == 1 && read(tube[0], &c, 1) == 1 && c == 'p');
    CHECK(read(copy, &c, 1) == -1 && close(copy) == 0);
    CHECK(close(held) == 0 && close(tube[0]) == 0 && close(tube[1]) == 0);
    CHECK(close(server) == 0);
}

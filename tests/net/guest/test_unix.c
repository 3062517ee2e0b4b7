/*
 * test_unix.c - sockets within the machine.
 */
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "tests/libc/harness.h"

static struct sockaddr_un name(const char *path)
{
    struct sockaddr_un a = {.sun_family = AF_UNIX};

    strcpy(a.sun_path, path);
    return a;
}

TEST(a_pair_is_a_stream)
{
    char buf[8];
    int fds[2];

    CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, fds) == 0);
    CHECK(write(fds[0], "ab", 2) == 2 && write(fds[0], "cd", 2) == 2);
    CHECK(recv(fds[1], buf, 1, MSG_PEEK) == 1 && buf[0] == 'a');
    CHECK(read(fds[1], buf, 8) == 4 && !memcmp(buf, "abcd", 4));
    CHECK(recv(fds[1], buf, 8, MSG_DONTWAIT) == -1 && errno == EAGAIN);
    CHECK(close(fds[0]) == 0 && read(fds[1], buf, 8) == 0);
    CHECK(send(fds[1], "x", 1, MSG_NOSIGNAL) == -1 && errno == EPIPE);
    CHECK(close(fds[1]) == 0);
}

TEST(messages_keep_their_borders)
{
    char buf[8];
    int fds[2];

    CHECK(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, fds) == 0);
    CHECK(write(fds[0], "one", 3) == 3 && write(fds[0], "second", 6) == 6);
    CHECK(read(fds[1], buf, 8) == 3);
    CHECK(recv(fds[1], buf, 2, MSG_TRUNC) == 6);
    CHECK(close(fds[0]) == 0 && read(fds[1], buf, 8) == 0);
    close(fds[1]);
}

TEST(a_name_is_found)
{
    struct sockaddr_un a = name("/tmp/socket"), peer;
    int s = socket(AF_UNIX, SOCK_STREAM, 0),
        c = socket(AF_UNIX, SOCK_STREAM, 0);
    socklen_t len = sizeof(peer);
    char buf[4];

    CHECK(connect(c, (struct sockaddr *)&a, sizeof(a)) == -1);
    CHECK(errno == ENOENT);
    CHECK(bind(s, (struct sockaddr *)&a, sizeof(a)) == 0 && listen(s, 1) == 0);
    CHECK(connect(c, (struct sockaddr *)&a, sizeof(a)) == 0);
    CHECK(getpeername(c, (struct sockaddr *)&peer, &len) == 0);
    CHECK(!strcmp(peer.sun_path, "/tmp/socket"));
    CHECK(write(c, "hi", 2) == 2);
    struct pollfd p = {s, POLLIN, 0};
    CHECK(poll(&p, 1, 0) == 1);
    int fd = accept(s, NULL, NULL);
    CHECK(read(fd, buf, 4) == 2 && close(fd) == 0);
    CHECK(read(c, buf, 1) == 0);
    CHECK(close(c) == 0 && close(s) == 0);
}

TEST(datagrams_say_where_from)
{
    struct sockaddr_un a = name("/a"), b = name("/b"), from;
    int s = socket(AF_UNIX, SOCK_DGRAM, 0), c = socket(AF_UNIX, SOCK_DGRAM, 0);
    socklen_t len = sizeof(from);
    char buf[4];

    CHECK(bind(s, (struct sockaddr *)&a, sizeof(a)) == 0);
    CHECK(bind(c, (struct sockaddr *)&b, sizeof(b)) == 0);
    CHECK(bind(c, (struct sockaddr *)&b, sizeof(b)) == -1 && errno == EINVAL);
    CHECK(sendto(c, "x", 1, 0, (struct sockaddr *)&a, sizeof(a)) == 1);
    CHECK(recvfrom(s, buf, 4, 0, (struct sockaddr *)&from, &len) == 1);
    CHECK(!strcmp(from.sun_path, "/b"));
    CHECK(close(c) == 0 && close(s) == 0);
}

static int ends[2];

static void *write_much(void *arg)
{
    char block[5000];

    for (int i = 0; i < 200; i++) {
        memset(block, i, sizeof(block));
        if (write(ends[0], block, sizeof(block)) != sizeof(block))
            return NULL;
    }
    close(ends[0]);
    return arg;
}

TEST(a_writer_waits_for_the_reader)
{
    static char all[200 * 5000];
    pthread_t t;
    void *result;
    size_t got = 0;
    ssize_t n;

    CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0);
    CHECK(pthread_create(&t, NULL, write_much, ends) == 0);
    while ((n = read(ends[1], all + got, 7777)) > 0)
        got += (size_t)n;
    CHECK(pthread_join(t, &result) == 0 && result == ends);
    CHECK(got == sizeof(all) && all[0] == 0 && all[got - 1] == (char)199);
    close(ends[1]);
}

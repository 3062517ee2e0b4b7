/*
 * test_unix.c - sockets within the machine.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
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

/* One byte, and @count descriptors from @fds. */
static ssize_t send_fds(int to, const int *fds, int count)
{
    char control[CMSG_SPACE(4 * sizeof(int))] = {0}, byte = 'x';
    struct iovec iov = {&byte, 1};
    struct msghdr m = {.msg_iov = &iov,
                       .msg_iovlen = 1,
                       .msg_control = control,
                       .msg_controllen =
                           CMSG_SPACE((size_t)count * sizeof(int))};
    struct cmsghdr *c = CMSG_FIRSTHDR(&m);

    *c = (struct cmsghdr){CMSG_LEN((size_t)count * sizeof(int)), SOL_SOCKET,
                          SCM_RIGHTS};
    memcpy(CMSG_DATA(c), fds, (size_t)count * sizeof(int));
    return sendmsg(to, &m, 0);
}

/* Reads @n bytes at most, and descriptors, as many as @room; returns how many
 * bytes. */
static ssize_t take_fds(int from, size_t n, int *fds, int room, int *flags)
{
    char control[CMSG_SPACE(4 * sizeof(int))] = {0}, bytes[8];
    struct iovec iov = {bytes, n};
    struct msghdr m = {.msg_iov = &iov,
                       .msg_iovlen = 1,
                       .msg_control = control,
                       .msg_controllen =
                           room ? CMSG_LEN((size_t)room * sizeof(int)) : 0};
    ssize_t got = recvmsg(from, &m, MSG_CMSG_CLOEXEC | MSG_DONTWAIT);
    struct cmsghdr *c = CMSG_FIRSTHDR(&m);

    *flags = m.msg_flags;
    fds[0] = fds[1] = -1;
    if (c)
        memcpy(fds, CMSG_DATA(c), c->cmsg_len - CMSG_LEN(0));
    return got;
}

TEST(descriptors_are_passed)
{
    static const int types[] = {SOCK_STREAM, SOCK_DGRAM, SOCK_SEQPACKET};
    int pair[2], tube[2], got[2], flags;
    char buf[4];

    for (int i = 0; i < 3; i++) {
        CHECK(socketpair(AF_UNIX, types[i], 0, pair) == 0);
        CHECK(pipe(tube) == 0 && write(tube[1], "hey", 3) == 3);
        CHECK(send_fds(pair[0], tube, 2) == 1);
        CHECK(close(tube[0]) == 0 && close(tube[1]) == 0);
        CHECK(take_fds(pair[1], 8, got, 2, &flags) == 1 && flags == 0);
        CHECK(fcntl(got[0], F_GETFD) == FD_CLOEXEC);
        CHECK(read(got[0], buf, 4) == 3 && write(got[1], "y", 1) == 1);
        CHECK(close(got[1]) == 0 && read(got[0], buf, 4) == 1);
        CHECK(read(got[0], buf, 4) == 0 && close(got[0]) == 0);
        CHECK(close(pair[0]) == 0 && close(pair[1]) == 0);
    }
}

/* Bytes before those that have descriptors are read without. */
TEST(descriptors_come_with_their_byte)
{
    int pair[2], got[2], flags;

    CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0);
    CHECK(write(pair[0], "ab", 2) == 2 && send_fds(pair[0], pair, 1) == 1);
    CHECK(write(pair[0], "c", 1) == 1 && send_fds(pair[0], pair, 1) == 1);
    CHECK(take_fds(pair[1], 8, got, 2, &flags) == 2 && got[0] < 0);
    CHECK(take_fds(pair[1], 8, got, 2, &flags) == 2 && got[0] >= 0);
    CHECK(close(got[0]) == 0);
    CHECK(take_fds(pair[1], 8, got, 2, &flags) == 1 && got[0] >= 0);
    CHECK(close(got[0]) == 0);
    CHECK(take_fds(pair[1], 8, got, 2, &flags) == -1 && errno == EAGAIN);
    CHECK(close(pair[0]) == 0 && close(pair[1]) == 0);
}

/* A pipe's end tells whether there is another reference to it. */
TEST(descriptors_that_nobody_takes_are_closed)
{
    int pair[2], tube[2], got[2], flags, bad = 999;
    char c;

    CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0);
    CHECK(send_fds(pair[0], &bad, 1) == -1 && errno == EBADF);
    CHECK(pipe(tube) == 0);
    CHECK(send_fds(pair[0], &tube[1], 1) == 1);
    CHECK(read(pair[1], &c, 1) == 1); /* without room for any */
    CHECK(send_fds(pair[0], (int[]){tube[1], tube[1]}, 2) == 1);
    CHECK(take_fds(pair[1], 8, got, 1, &flags) == 1 && flags == MSG_CTRUNC);
    CHECK(got[0] >= 0 && got[1] < 0 && close(got[0]) == 0);
    CHECK(send_fds(pair[0], &tube[1], 1) == 1); /* never received */
    CHECK(send_fds(pair[0], &pair[1], 1) == 1); /* a socket in itself: stays */
    CHECK(take_fds(pair[1], 1, got, 0, &flags) == 1 && flags == MSG_CTRUNC);
    CHECK(take_fds(pair[1], 1, got, 1, &flags) == 1 && close(got[0]) == 0);
    CHECK(send_fds(pair[0], &tube[1], 1) == 1);
    CHECK(close(pair[1]) == 0 && close(pair[0]) == 0);
    CHECK(close(tube[1]) == 0 && read(tube[0], &c, 1) == 0);
    CHECK(close(tube[0]) == 0);
}

/* Not even accept() knew of it. */
TEST(descriptors_of_a_connection_that_nobody_accepts_are_closed)
{
    struct sockaddr_un a = name("/tmp/unaccepted");
    int s = socket(AF_UNIX, SOCK_STREAM, 0),
        c = socket(AF_UNIX, SOCK_STREAM, 0), tube[2];
    char byte;

    CHECK(bind(s, (struct sockaddr *)&a, sizeof(a)) == 0);
    CHECK(listen(s, 1) == 0);
    CHECK(connect(c, (struct sockaddr *)&a, sizeof(a)) == 0);
    CHECK(pipe2(tube, O_NONBLOCK) == 0 && send_fds(c, &tube[1], 1) == 1);
    CHECK(close(tube[1]) == 0);
    CHECK(read(tube[0], &byte, 1) == -1 && errno == EAGAIN);
    CHECK(shutdown(s, SHUT_RDWR) == 0);
    CHECK(read(tube[0], &byte, 1) == 0);
    CHECK(close(tube[0]) == 0 && close(c) == 0 && close(s) == 0);
}

/* Each socket lies in the next one's queue; the innermost is a pipe's end. */
static void *bury_deep(void *innermost)
{
    int pair[2], fd = *(int *)innermost;

    for (int i = 0; i < 2000; i++) {
        if (socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair) ||
            send_fds(pair[0], &fd, 1) != 1 || close(fd) || close(pair[0]))
            return NULL;
        fd = pair[1];
    }
    return close(fd) ? NULL : innermost;
}

TEST(sockets_in_sockets_end_on_a_small_stack)
{
    pthread_attr_t attr;
    pthread_t t;
    void *result;
    int tube[2];
    char byte;

    CHECK(pipe2(tube, O_NONBLOCK) == 0 && pthread_attr_init(&attr) == 0);
    CHECK(pthread_attr_setstacksize(&attr, 64 * 1024) == 0);
    CHECK(pthread_create(&t, &attr, bury_deep, &tube[1]) == 0);
    CHECK(pthread_join(t, &result) == 0 && result == &tube[1]);
    CHECK(read(tube[0], &byte, 1) == 0 && close(tube[0]) == 0);
    CHECK(pthread_attr_destroy(&attr) == 0);
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

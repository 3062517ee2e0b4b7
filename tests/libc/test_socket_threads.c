// expect: status 0
// cflags: -pthread
// smp: 1 2
/*
 * test_socket_threads.c - what one thread does to a socket another waits on.
 */
#include <arpa/inet.h>
#include <sched.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/libc/thread_tools.h"

#define ROUNDS 30

static volatile int waits;

static int listener(struct sockaddr_in *at)
{
    socklen_t len = sizeof(*at);
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    *at = (struct sockaddr_in){.sin_family = AF_INET,
                               .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    CHECK(bind(fd, (struct sockaddr *)at, len) == 0 && listen(fd, 5) == 0);
    CHECK(getsockname(fd, (struct sockaddr *)at, &len) == 0);
    return fd;
}

/* Until another thread waits, or nearly does: by @round, now and again. */
static void let_it_wait(int round)
{
    while (!waits)
        sched_yield();
    for (int i = 0; i < round * 3; i++)
        sched_yield();
    waits = 0;
}

static void *accept_none(void *arg)
{
    waits = 1;
    CHECK(accept(*(int *)arg, NULL, NULL) == -1 && errno == EINVAL);
    return NULL;
}

TEST(shutdown_of_a_listener_ends_accept)
{
    for (int i = 0; i < ROUNDS; i++) {
        struct sockaddr_in at;
        int fd = listener(&at);
        pthread_t id = start(accept_none, &fd);

        let_it_wait(i);
        CHECK(shutdown(fd, SHUT_RDWR) == 0);
        join(id);
        CHECK(close(fd) == 0);
    }
}

static void *receive_end(void *arg)
{
    char c;

    waits = 1;
    CHECK(recv(*(int *)arg, &c, 1, 0) == 0);
    return NULL;
}

TEST(shutdown_ends_recv)
{
    for (int i = 0; i < ROUNDS; i++) {
        struct sockaddr_in at;
        int fd = listener(&at), client = socket(AF_INET, SOCK_STREAM, 0);

        CHECK(connect(client, (struct sockaddr *)&at, sizeof(at)) == 0);
        pthread_t id = start(receive_end, &client);
        let_it_wait(i);
        CHECK(shutdown(client, SHUT_RD) == 0);
        join(id);
        CHECK(close(client) == 0 && close(fd) == 0);
    }
}

static void *receive_byte(void *arg)
{
    char c = 0;

    waits = 1;
    CHECK(recv(*(int *)arg, &c, 1, 0) == 1 && c == 'x');
    return NULL;
}

TEST(each_of_two_readers_gets_one_byte)
{
    for (int i = 0; i < ROUNDS; i++) {
        struct sockaddr_in at;
        int fd = listener(&at), client = socket(AF_INET, SOCK_STREAM, 0), peer;

        CHECK(connect(client, (struct sockaddr *)&at, sizeof(at)) == 0);
        peer = accept(fd, NULL, NULL);
        CHECK(peer >= 0);
        pthread_t one = start(receive_byte, &peer);
        pthread_t two = start(receive_byte, &peer);
        let_it_wait(i);
        CHECK(send(client, "xx", 2, 0) == 2);
        join(one);
        join(two);
        waits = 0;
        CHECK(close(client) == 0 && close(peer) == 0 && close(fd) == 0);
    }
}

// expect: status 0
// cflags: -pthread
// smp: 1 2
/*
 * test_socket_threads.c - what one thread does to a socket another waits on.
 */
#include <arpa/inet.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
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

static void *receive_nothing(void *arg)
{
    char c;

    waits = 1;
    recv(*(int *)arg, &c, 1, 0);
    return NULL;
}

/* It may come before, on the way into and in the wait: none is missed. */
TEST(a_thread_in_recv_is_cancelled)
{
    struct sockaddr_in at;
    int fd = listener(&at), client = socket(AF_INET, SOCK_STREAM, 0);

    CHECK(connect(client, (struct sockaddr *)&at, sizeof(at)) == 0);
    for (int i = 0; i < 500; i++) {
        pthread_t id = start(receive_nothing, &client);

        while (!waits)
            sched_yield();
        for (volatile int k = 0; k < i * 7 % 400; k++)
            ;
        waits = 0;
        CHECK(pthread_cancel(id) == 0);
        CHECK(join(id) == PTHREAD_CANCELED);
    }
    CHECK(close(client) == 0 && close(fd) == 0);
}

static volatile int handled;
static int peer;

static void send_byte(int sig)
{
    (void)sig;
    if (++handled == 3)
        CHECK(send(peer, "x", 1, 0) == 1);
}

TEST(recv_goes_on_after_handlers_that_restart)
{
    struct sockaddr_in at;
    struct sigaction act = {.sa_flags = SA_RESTART};
    int fd = listener(&at), client = socket(AF_INET, SOCK_STREAM, 0);
    char c;

    CHECK(connect(client, (struct sockaddr *)&at, sizeof(at)) == 0);
    peer = accept(fd, NULL, NULL);
    CHECK(peer >= 0);
    act.sa_handler = send_byte;
    CHECK(sigaction(SIGALRM, &act, NULL) == 0);
    ualarm(1000, 1000);
    CHECK(recv(client, &c, 1, 0) == 1 && c == 'x' && handled >= 3);
    ualarm(0, 0);
    CHECK(close(client) == 0 && close(peer) == 0 && close(fd) == 0);
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
        int fd = listener(&at), client = socket(AF_INET, SOCK_STREAM, 0);

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

/* --- within the machine --- */

static struct sockaddr_un path = {.sun_family = AF_UNIX, .sun_path = "/s"};

static int bound(int type)
{
    int fd = socket(AF_UNIX, type, 0);

    CHECK(bind(fd, (struct sockaddr *)&path, sizeof(path)) == 0);
    return fd;
}

static int connected(int type)
{
    int fd = socket(AF_UNIX, type, 0);

    CHECK(connect(fd, (struct sockaddr *)&path, sizeof(path)) == 0);
    return fd;
}

static void *send_one(void *arg)
{
    char block[1000] = {0};

    waits = 1;
    CHECK(send(*(int *)arg, block, sizeof(block), 0) == sizeof(block));
    return NULL;
}

TEST(a_datagram_waits_for_room)
{
    for (int i = 0; i < ROUNDS; i++) {
        int server = bound(SOCK_DGRAM), client = connected(SOCK_DGRAM);
        char block[1000] = {0};

        while (send(client, block, sizeof(block), MSG_DONTWAIT) > 0)
            ;
        CHECK(errno == EAGAIN);
        pthread_t id = start(send_one, &client);
        let_it_wait(i);
        CHECK(recv(server, block, sizeof(block), 0) == sizeof(block));
        join(id);
        CHECK(close(server) == 0 && close(client) == 0);
    }
}

TEST(a_datagram_peer_that_goes_is_forgotten)
{
    int server = bound(SOCK_DGRAM), client = connected(SOCK_DGRAM), pair[2];

    CHECK(close(server) == 0);
    server = bound(SOCK_DGRAM); /* another one, perhaps in its memory */
    CHECK(send(client, "x", 1, 0) == -1 && errno == ECONNREFUSED);
    CHECK(recv(server, pair, 1, MSG_DONTWAIT) == -1 && errno == EAGAIN);
    CHECK(socketpair(AF_UNIX, SOCK_DGRAM, 0, pair) == 0);
    CHECK(connect(pair[0], (struct sockaddr *)&path, sizeof(path)) == 0);
    CHECK(close(pair[0]) == 0);
    CHECK(send(pair[1], "x", 1, 0) == -1 && errno == ECONNREFUSED);
    CHECK(close(pair[1]) == 0 && close(server) == 0 && close(client) == 0);
}

static void *connect_one(void *arg)
{
    waits = 1;
    *(int *)arg = connected(SOCK_STREAM);
    return NULL;
}

TEST(connect_waits_for_room_in_the_backlog)
{
    for (int i = 0; i < ROUNDS; i++) {
        int server = bound(SOCK_STREAM), first, second = -1, made[2];

        CHECK(listen(server, 1) == 0);
        first = connected(SOCK_STREAM);
        pthread_t id = start(connect_one, &second);
        let_it_wait(i);
        for (int k = 0; k < 2; k++)
            made[k] = accept(server, NULL, NULL);
        join(id);
        CHECK(made[0] >= 0 && made[1] >= 0 && second >= 0);
        CHECK(close(server) == 0 && close(first) == 0 && close(second) == 0);
        CHECK(close(made[0]) == 0 && close(made[1]) == 0);
    }
}

TEST(shutdown_of_a_listener_within_ends_accept)
{
    for (int i = 0; i < ROUNDS; i++) {
        int server = bound(SOCK_STREAM);

        CHECK(listen(server, 1) == 0);
        pthread_t id = start(accept_none, &server);
        let_it_wait(i);
        CHECK(shutdown(server, SHUT_RDWR) == 0);
        join(id);
        CHECK(close(server) == 0);
    }
}

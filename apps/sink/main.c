/*
 * main.c - sink: where bulk data goes and comes from, to measure TCP.
 *
 * usage: sink.elf [-p PORT] [-n MIB]
 *
 *     build/pith run -p 5001:5001 -p 5002:5002 build/apps/sink.elf
 *     nc -N localhost 5001 <some.iso
 *     nc -d localhost 5002 | wc -c
 *
 * PORT (5001) takes all that a client sends and at its end answers with a line
 * of JSON; PORT+1 sends MIB (0: without end) or until the client goes. For
 * each client that line is on standard output too, in seconds from accept():
 *
 *     {"direction":"in","bytes":67108864,"seconds":0.084213,"MiB/s":760.0}
 */
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define CLIENTS 100
#define PART    65536
#define TURN    64 /* parts, then the others get their turn */

struct client {
    bool takes; /* we send */
    uint64_t bytes, start_ns;
};

enum { SINK, SOURCE, FIRST };

static struct pollfd fds[FIRST + CLIENTS];
static struct client clients[FIRST + CLIENTS];
static nfds_t count = FIRST;
static uint64_t limit;
static char part[PART];

static uint64_t now_ns(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

static int listen_at(int port)
{
    struct sockaddr_in6 a = {.sin6_family = AF_INET6,
                             .sin6_port = htons((uint16_t)port)};
    int one = 1, fd = socket(AF_INET6, SOCK_STREAM | SOCK_NONBLOCK, 0);

    if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one)) ||
        bind(fd, (struct sockaddr *)&a, sizeof(a)) || listen(fd, SOMAXCONN)) {
        perror("sink");
        exit(1);
    }
    return fd;
}

static void accept_clients(int fd, bool takes)
{
    int new;

    while (count < FIRST + CLIENTS &&
           (new = accept4(fd, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
        fds[count] =
            (struct pollfd){.fd = new, .events = takes ? POLLOUT : POLLIN};
        clients[count++] = (struct client){takes, 0, now_ns()};
    }
}

/* Moves one part; 0: the end, -1: not now, or the client is gone (@gone). */
static ssize_t move(int fd, const struct client *c, bool *gone)
{
    size_t want = PART;
    ssize_t n;

    if (c->takes && limit && limit - c->bytes < want)
        want = (size_t)(limit - c->bytes);
    if (!want)
        return 0;
    n = c->takes ? send(fd, part, want, MSG_NOSIGNAL) : recv(fd, part, PART, 0);
    *gone = n < 0 && errno != EAGAIN && errno != EINTR;
    return n;
}

/* Whether there is more to come. */
static bool serve(int fd, struct client *c)
{
    bool gone = false;

    for (int i = 0; i < TURN; i++) {
        ssize_t n = move(fd, c, &gone);
        if (n < 0)
            return !gone;
        if (n == 0)
            return false;
        c->bytes += (uint64_t)n;
    }
    return true;
}

static void report(int fd, const struct client *c)
{
    double seconds = (double)(now_ns() - c->start_ns) / 1e9;
    char line[160];
    int n = snprintf(
        line, sizeof(line),
        "{\"direction\":\"%s\",\"bytes\":%llu,\"seconds\":%.6f,\"MiB/s\":%.1f}"
        "\n",
        c->takes ? "out" : "in", (unsigned long long)c->bytes, seconds,
        seconds > 0 ? (double)c->bytes / 1048576 / seconds : 0.0);

    fputs(line, stdout);
    fflush(stdout);
    if (!c->takes)
        send(fd, line, (size_t)n, MSG_NOSIGNAL);
}

/* The last one takes the place of number @i. */
static void drop(nfds_t i)
{
    report(fds[i].fd, &clients[i]);
    close(fds[i].fd);
    count--;
    fds[i] = fds[count];
    clients[i] = clients[count];
}

static void read_options(int argc, char **argv, int *port)
{
    int c;

    while ((c = getopt(argc, argv, "p:n:")) != -1) {
        if (c == 'p')
            *port = atoi(optarg);
        else if (c == 'n')
            limit = strtoull(optarg, NULL, 10) << 20;
        else
            break;
    }
    if (c != -1 || optind != argc || *port < 1 || *port > 65534) {
        fprintf(stderr, "usage: sink.elf [-p PORT] [-n MIB]\n");
        exit(2);
    }
}

int main(int argc, char **argv)
{
    int port = 5001;

    read_options(argc, argv, &port);
    fds[SINK].fd = listen_at(port);
    fds[SOURCE].fd = listen_at(port + 1);
    for (;;) {
        short room = count < FIRST + CLIENTS ? POLLIN : 0;
        fds[SINK].events = fds[SOURCE].events = room;
        if (poll(fds, count, -1) < 0)
            continue;
        for (nfds_t i = count; i-- > FIRST;)
            if (fds[i].revents && !serve(fds[i].fd, &clients[i]))
                drop(i);
        if (fds[SINK].revents)
            accept_clients(fds[SINK].fd, false);
        if (fds[SOURCE].revents)
            accept_clients(fds[SOURCE].fd, true);
    }
}

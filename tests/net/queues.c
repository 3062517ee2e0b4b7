/*
 * queues.c - connections to the guest's queues.elf, and what went by which.
 *
 * usage: queues ADDRESS PAIRS many N BYTES    N at once, BYTES there and back
 *        queues ADDRESS PAIRS alone N BYTES   N one after the other
 *
 * Every byte that comes back is compared. After `many` each of the guest's
 * PAIRS pairs of queues must have been used both ways. In `alone` the pair that
 * a connection's frames came by must be the one that the guest sent them on,
 * since the host learns that from it, and several pairs must have had a turn if
 * there are several. The last counters go to standard output; status 0 if all
 * was right, else a line on standard error.
 */
#include <arpa/inet.h>
#include <err.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define SECONDS 30
#define PAIRS   8
#define MANY    64

struct counters {
    unsigned pairs;
    unsigned long rx[PAIRS], tx[PAIRS];
};

/* An echoed stream; its bytes are those of a generator in two places. */
struct stream {
    size_t sent, got;
    uint32_t out, in;
};

static struct sockaddr_in guest = {.sin_family = AF_INET};

static int connect_to(unsigned short port)
{
    struct timeval limit = {SECONDS, 0};
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    guest.sin_port = htons(port);
    if (fd < 0 || connect(fd, (struct sockaddr *)&guest, sizeof(guest)))
        err(1, "connect to port %u", port);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
    return fd;
}

static char next(uint32_t *state)
{
    *state = *state * 1664525 + 1013904223;
    return (char)(*state >> 24);
}

static struct counters read_counters(void)
{
    struct counters c = {0};
    FILE *f = fdopen(connect_to(8), "r");

    while (c.pairs < PAIRS &&
           fscanf(f, "%lu %lu", &c.rx[c.pairs], &c.tx[c.pairs]) == 2)
        c.pairs++;
    fclose(f);
    return c;
}

static void send_some(int fd, struct stream *s, size_t bytes)
{
    char buf[16384];
    size_t n = bytes - s->sent < sizeof(buf) ? bytes - s->sent : sizeof(buf);
    uint32_t state = s->out;
    ssize_t done;

    for (size_t i = 0; i < n; i++)
        buf[i] = next(&state);
    done = send(fd, buf, n, MSG_DONTWAIT | MSG_NOSIGNAL);
    for (ssize_t i = 0; i < done; i++)
        next(&s->out);
    s->sent += done > 0 ? (size_t)done : 0;
}

static void receive_some(int fd, struct stream *s, int number)
{
    char buf[16384];
    ssize_t n = recv(fd, buf, sizeof(buf), 0);

    if (n <= 0)
        errx(1, "connection %d: ended after %zu bytes", number, s->got);
    for (ssize_t i = 0; i < n; i++, s->got++)
        if (buf[i] != next(&s->in))
            errx(1, "connection %d: byte %zu is wrong", number, s->got);
}

/* @n connections at once, @bytes each. */
static void echo(int n, size_t bytes)
{
    struct pollfd fds[MANY];
    struct stream s[MANY];
    int open = n;

    for (int i = 0; i < n; i++) {
        fds[i] = (struct pollfd){.fd = connect_to(7)};
        s[i] = (struct stream){.out = (uint32_t)i, .in = (uint32_t)i};
    }
    while (open > 0) {
        for (int i = 0; i < n; i++)
            fds[i].events = s[i].sent < bytes ? POLLIN | POLLOUT : POLLIN;
        if (poll(fds, (nfds_t)n, SECONDS * 1000) <= 0)
            errx(1, "nothing for %d s, %d connections open", SECONDS, open);
        for (int i = 0; i < n; i++) {
            if (fds[i].revents & POLLOUT)
                send_some(fds[i].fd, &s[i], bytes);
            if (fds[i].revents & ~POLLOUT)
                receive_some(fds[i].fd, &s[i], i);
            if (fds[i].fd >= 0 && s[i].got == bytes) {
                close(fds[i].fd);
                fds[i] = (struct pollfd){.fd = -1};
                open--;
            }
        }
    }
}

static void many(unsigned pairs, int n, size_t bytes)
{
    struct counters c;

    echo(n, bytes);
    c = read_counters();
    if (c.pairs != pairs)
        errx(1, "the guest has %u pairs, not %u", c.pairs, pairs);
    for (unsigned i = 0; i < pairs; i++) {
        printf("pair %u: rx %lu tx %lu\n", i, c.rx[i], c.tx[i]);
        if (c.rx[i] < 100 || c.tx[i] < 100)
            errx(1, "pair %u is not used: rx %lu tx %lu", i, c.rx[i], c.tx[i]);
    }
}

static unsigned busiest(const unsigned long *now, const unsigned long *before,
                        unsigned n)
{
    unsigned most = 0;

    for (unsigned i = 1; i < n; i++)
        if (now[i] - before[i] > now[most] - before[most])
            most = i;
    return most;
}

static void alone(unsigned pairs, int n, size_t bytes)
{
    unsigned used[PAIRS] = {0}, different = 0;
    struct counters now = read_counters(), before;

    for (int i = 0; i < n; i++) {
        unsigned rx, tx;

        before = now;
        echo(1, bytes);
        now = read_counters();
        rx = busiest(now.rx, before.rx, pairs);
        tx = busiest(now.tx, before.tx, pairs);
        if (rx != tx)
            errx(1, "connection %d: sent on %u, received on %u", i, tx, rx);
        different += used[tx]++ == 0;
    }
    for (unsigned i = 0; i < pairs; i++)
        printf("pair %u: %u connections\n", i, used[i]);
    if (pairs > 1 && n > 1 && different < 2)
        errx(1, "all %d connections went by one pair", n);
}

int main(int argc, char **argv)
{
    if (argc != 6 || inet_pton(AF_INET, argv[1], &guest.sin_addr) != 1)
        errx(2, "usage: queues ADDRESS PAIRS many|alone N BYTES");
    unsigned pairs = (unsigned)strtoul(argv[2], NULL, 0);
    int n = (int)strtol(argv[4], NULL, 0);
    size_t bytes = strtoul(argv[5], NULL, 0);

    if (pairs < 1 || pairs > PAIRS || n < 1 || n > MANY)
        errx(2, "1 to %d pairs, 1 to %d connections", PAIRS, MANY);
    if (strcmp(argv[3], "many") == 0)
        many(pairs, n, bytes);
    else
        alone(pairs, n, bytes);
    return 0;
}

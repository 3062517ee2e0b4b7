/*
 * client.c - the other end, on the host: many connections, bulk, soak.
 *
 * usage: client many PORT N     N at once to an HTTP server, each asks twice
 *        client soak PORT N     N times: connect, ask, close
 *        client slow PORT N     N at once ask byte by byte, as long as the
 *                               server has patience; others are served
 *        client abort PORT N    N times: connect, ask, ask half, reset
 *        client crowd PORT N    one more than the N that an HTTP server takes:
 *                               the one that asked first makes room; ends
 *                               when the others have been idle for too long
 *        client echo PORT N     N bytes to an echo server and back, by TCP
 *        client udp PORT N      N datagrams of all sizes to 1,400, and back
 *        client junk PORT N     N times: ask for a page what speaks only TLS
 *        client stall PORT N    N at once whose TLS handshake comes a byte at
 *                               a time; ends when the server has closed all
 *        client hold PORT N     N at once ask for /large.bin and read a byte of
 *                               it; "holding", then all of it when standard
 *                               input has ended: LARGE bytes each; fewer
 *                               than 3 may not be held, others turned away
 *
 * Status 0 if all of it was right; else a line on standard error.
 */
#include <arpa/inet.h>
#include <err.h>
#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#define SECONDS 20
#define LARGE   1000000

static const char request[] = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";

static int connect_to(int type, int port)
{
    struct sockaddr_in a = {.sin_family = AF_INET,
                            .sin_port = htons((unsigned short)port),
                            .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct timeval limit = {SECONDS, 0};
    int fd = socket(AF_INET, type, 0);

    if (fd < 0 || connect(fd, (struct sockaddr *)&a, sizeof(a)))
        err(1, "connect");
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit));
    return fd;
}

/* One request, and its answer, which ends with the page's last line. */
static void ask(int fd, int number)
{
    char buf[4096];
    size_t got = 0;
    ssize_t n;

    if (send(fd, request, sizeof(request) - 1, MSG_NOSIGNAL) < 0)
        err(1, "request %d", number);
    do {
        n = recv(fd, buf + got, sizeof(buf) - 1 - got, 0);
        if (n <= 0)
            errx(1, "request %d: %s", number, n ? "no answer" : "closed");
        got += (size_t)n;
        buf[got] = '\0';
    } while (!strstr(buf, "</html>"));
    if (strncmp(buf, "HTTP/1.1 200 ", 13) != 0)
        errx(1, "request %d: %.20s", number, buf);
}

static void many(int port, int n)
{
    int *fds = calloc((size_t)n, sizeof(*fds));

    for (int i = 0; i < n; i++) {
        fds[i] = connect_to(SOCK_STREAM, port);
        ask(fds[i], i);
    }
    for (int i = 0; i < n; i++)
        ask(fds[i], i);
    for (int i = 0; i < n; i++)
        close(fds[i]);
    free(fds);
}

static void soak(int port, int n)
{
    for (int i = 0; i < n; i++) {
        int fd = connect_to(SOCK_STREAM, port);
        ask(fd, i);
        close(fd);
    }
}

static void slow(int port, int n)
{
    int *fds = calloc((size_t)n, sizeof(*fds));

    for (int i = 0; i < n; i++) {
        fds[i] = connect_to(SOCK_STREAM, port);
        ask(fds[i], i); /* QEMU has taken the connection in */
    }
    for (size_t at = 0; at < sizeof(request) - 2; at++) {
        for (int i = 0; i < n; i++)
            if (fds[i] >= 0 && send(fds[i], request + at, 1, MSG_NOSIGNAL) < 0)
                fds[i] = -1; /* too slow for the server */
        soak(port, 1);
    }
    free(fds);
}

static void abort_all(int port, int n)
{
    struct linger reset = {1, 0};

    for (int i = 0; i < n; i++) {
        int fd = connect_to(SOCK_STREAM, port);
        ask(fd, i); /* QEMU has taken the connection in */
        if (send(fd, request, 1 + (size_t)i % 20, MSG_NOSIGNAL) < 0)
            err(1, "send");
        setsockopt(fd, SOL_SOCKET, SO_LINGER, &reset, sizeof(reset));
        close(fd);
    }
}

/* The server closes it; it has no answer on its way. */
static void end_of(int fd, int number)
{
    char byte;
    ssize_t n;
    int tries = 0;

    do
        n = recv(fd, &byte, 1, 0);
    while (n < 0 && errno == EAGAIN && ++tries < 3);
    if (n != 0)
        errx(1, "connection %d is not closed", number);
}

static void crowd(int port, int n)
{
    int *fds = calloc((size_t)n + 1, sizeof(*fds));

    for (int i = 0; i <= n; i++) {
        fds[i] = connect_to(SOCK_STREAM, port);
        ask(fds[i], i);
        if (i == n - 1)
            ask(fds[0], 0); /* now the second is the oldest */
    }
    end_of(fds[1], 1);
    for (int i = n; i >= 0; i--)
        if (i != 1)
            ask(fds[i], i);
    for (int i = 0; i <= n; i++)
        if (i != 1)
            end_of(fds[i], i);
    free(fds);
}

static char byte_at(int i)
{
    return (char)(i * 7 + i / 253);
}

static void echo(int port, int n)
{
    int fd = connect_to(SOCK_STREAM, port), sent = 0, got = 0;
    char buf[60000];

    while (got < n) {
        struct pollfd p = {fd, POLLIN | (sent < n ? POLLOUT : 0), 0};
        if (poll(&p, 1, SECONDS * 1000) != 1)
            errx(1, "echo: nothing after %d bytes", got);
        if (p.revents & POLLOUT) {
            int part =
                n - sent < (int)sizeof(buf) ? n - sent : (int)sizeof(buf);
            for (int i = 0; i < part; i++)
                buf[i] = byte_at(sent + i);
            ssize_t done =
                send(fd, buf, (size_t)part, MSG_DONTWAIT | MSG_NOSIGNAL);
            sent += done > 0 ? (int)done : 0;
        }
        if (p.revents & POLLIN) {
            ssize_t part = recv(fd, buf, sizeof(buf), 0);
            if (part <= 0)
                errx(1, "echo: closed after %d bytes", got);
            for (int i = 0; i < part; i++, got++)
                if (buf[i] != byte_at(got))
                    errx(1, "echo: byte %d is wrong", got);
        }
    }
    close(fd);
}

static void udp(int port, int n)
{
    int fd = connect_to(SOCK_DGRAM, port);
    char out[1400], in[2000];

    for (int i = 0; i < n; i++) {
        size_t size = (size_t)(i * 37) % (sizeof(out) + 1);
        memset(out, i, sizeof(out));
        if (send(fd, out, size, 0) != (ssize_t)size)
            err(1, "datagram %d", i);
        ssize_t got = recv(fd, in, sizeof(in), 0);
        if (got != (ssize_t)size || memcmp(in, out, size) != 0)
            errx(1, "datagram %d: %zd bytes of %zu", i, got, size);
    }
    close(fd);
}

static void junk(int port, int n)
{
    char buf[100];

    for (int i = 0; i < n; i++) {
        int fd = connect_to(SOCK_STREAM, port);
        ssize_t got = 0;
        if (send(fd, request, sizeof(request) - 1, MSG_NOSIGNAL) < 0)
            err(1, "request %d", i);
        while ((got = recv(fd, buf, sizeof(buf), 0)) > 0)
            if (memchr(buf, '<', (size_t)got))
                errx(1, "request %d: a page", i);
        if (got < 0 && errno == EAGAIN)
            errx(1, "request %d: neither answer nor end", i);
        close(fd);
    }
}

/* Sends a byte; whether the server has closed its side. */
static bool has_ended(int fd)
{
    char byte = 0;

    if (send(fd, &byte, 1, MSG_NOSIGNAL | MSG_DONTWAIT) < 0)
        return errno != EAGAIN;
    return recv(fd, &byte, 1, MSG_DONTWAIT) >= 0 || errno != EAGAIN;
}

static void stall(int port, int n)
{
    /* A record of 512 bytes, in it a ClientHello [RFC 5246 6.2.1]. */
    static const char start[] = "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03";
    int *fds = calloc((size_t)n, sizeof(*fds)), left = n;

    for (int i = 0; i < n; i++) {
        fds[i] = connect_to(SOCK_STREAM, port);
        if (send(fds[i], start, sizeof(start) - 1, MSG_NOSIGNAL) < 0)
            err(1, "connection %d", i);
    }
    puts("holding");
    fflush(stdout);
    for (int i = 0; i < 2 * SECONDS * 5 && left; i++) {
        usleep(200000);
        for (int k = 0; k < n; k++) {
            if (fds[k] >= 0 && has_ended(fds[k])) {
                close(fds[k]);
                fds[k] = -1;
                left--;
            }
        }
    }
    if (left)
        errx(1, "%d of %d are still open", left, n);
    free(fds);
}

/* -1: turned away. */
static int ask_large(int port, int number)
{
    static const char get[] = "GET /large.bin HTTP/1.1\r\nHost: x\r\n\r\n";
    struct sockaddr_in a = {.sin_family = AF_INET,
                            .sin_port = htons((unsigned short)port),
                            .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM, 0), room = 4096;
    struct timeval limit = {SECONDS, 0};
    ssize_t n;
    char byte;

    setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &room, sizeof(room));
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
    if (connect(fd, (struct sockaddr *)&a, sizeof(a)))
        err(1, "connect");
    if (send(fd, get, sizeof(get) - 1, MSG_NOSIGNAL) < 0 ||
        (n = recv(fd, &byte, 1, 0)) < 0 || (n && byte != 'H'))
        err(1, "connection %d: no answer begins", number);
    if (n)
        return fd;
    close(fd);
    return -1;
}

/* What is left after the first byte: the head, and all of the file. */
static void read_large(int fd, int number)
{
    static char buf[LARGE + 1000];
    size_t got = 0, want = sizeof(buf) - 1;
    ssize_t n = 1;
    char *body;

    while (got < want && (n = recv(fd, buf + got, want - got, 0)) > 0) {
        got += (size_t)n;
        buf[got] = '\0';
        body = want == sizeof(buf) - 1 ? strstr(buf, "\r\n\r\n") : NULL;
        if (body)
            want = (size_t)(body + 4 - buf) + LARGE;
    }
    if (n <= 0)
        err(1, "connection %d ends after %zu bytes", number, got);
    if (strncmp(buf, "TTP/1.1 200 ", 12) != 0)
        errx(1, "connection %d: %.20s", number, buf);
}

static void hold(int port, int n)
{
    int *fds = calloc((size_t)n, sizeof(*fds)), held = 0;

    for (int i = 0; i < n; i++)
        held += (fds[i] = ask_large(port, i)) >= 0;
    if (held < 3)
        errx(1, "%d of %d were turned away", n - held, n);
    puts("holding");
    fflush(stdout);
    while (getchar() != EOF)
        ;
    for (int i = 0; i < n; i++) {
        if (fds[i] >= 0) {
            read_large(fds[i], i);
            close(fds[i]);
        }
    }
    free(fds);
}

int main(int argc, char **argv)
{
    static const struct {
        const char *name;
        void (*run)(int port, int n);
    } verbs[] = {{"many", many},       {"soak", soak},   {"slow", slow},
                 {"abort", abort_all}, {"crowd", crowd}, {"echo", echo},
                 {"udp", udp},         {"junk", junk},   {"stall", stall},
                 {"hold", hold}};

    if (argc != 4)
        errx(2, "usage: client VERB PORT N");
    for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++) {
        if (strcmp(argv[1], verbs[i].name) == 0) {
            verbs[i].run(atoi(argv[2]), atoi(argv[3]));
            return 0;
        }
    }
    errx(2, "%s: no such verb", argv[1]);
}

/*
 * take.c - a client of HTTP that takes its time.
 *
 * usage: take ADDRESS PORT PATH [RCVBUF [BYTES MS]]
 *
 * The answer's body goes to standard output. With RCVBUF the window is no
 * more than that allows; with BYTES and MS it reads so many each so many ms.
 */
#include <err.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#define SECONDS 30

static int connect_to(const char *address, const char *port, int room)
{
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM}, *a;
    struct timeval limit = {SECONDS, 0};
    int fd;

    if (getaddrinfo(address, port, &hints, &a))
        errx(1, "address %s", address);
    fd = socket(a->ai_family, SOCK_STREAM, 0);
    if (room)
        setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &room, sizeof(room));
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
    if (fd < 0 || connect(fd, a->ai_addr, a->ai_addrlen))
        err(1, "connect");
    freeaddrinfo(a);
    return fd;
}

int main(int argc, char **argv)
{
    static char buf[1 << 20];
    char request[256];
    size_t part = sizeof(buf) - 1, head = 0;
    long ms = 0;
    ssize_t n;
    int fd;

    if (argc < 4)
        errx(2, "usage: take ADDRESS PORT PATH [RCVBUF [BYTES MS]]");
    fd = connect_to(argv[1], argv[2], argc > 4 ? atoi(argv[4]) : 0);
    if (argc > 6) {
        part = (size_t)atol(argv[5]);
        ms = atol(argv[6]);
    }
    n = snprintf(request, sizeof(request),
                 "GET /%s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
                 argv[3]);
    if (write(fd, request, (size_t)n) != n)
        err(1, "request");
    while (!strstr(buf, "\r\n\r\n")) {
        n = read(fd, buf + head, 1);
        if (n <= 0 || ++head > 4096)
            err(1, "the answer's head");
    }
    while ((n = read(fd, buf, part)) > 0) {
        struct timespec pause = {ms / 1000, ms % 1000 * 1000000};
        fwrite(buf, 1, (size_t)n, stdout);
        if (ms)
            nanosleep(&pause, NULL);
    }
    if (n < 0)
        err(1, "read");
    return 0;
}

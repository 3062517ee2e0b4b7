/*
 * port_host.c - the host's end of a console's port: a client of the socket
 * that QEMU serves.
 *
 *     port_host SOCKET WORD...
 *
 *     say TEXT    send it
 *     want TEXT   receive until that has come
 *     send N      N MiB of port_pattern.h
 *     check N     receive N MiB of it
 *     both N      at once
 *     close       leave; open: come back
 *     file F TEXT wait until file F has that
 *     gone        receive until the other side closes
 *
 * What is received goes to standard output, but for the pattern.
 */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "tests/virtio/port_pattern.h"

#define LIMIT_S 50
#define PIECE   4096u

static const char *path;
static int fd = -1;
static char seen[1 << 16]; /* since the last `want` */
static size_t seen_count;

static _Noreturn void fail(const char *what)
{
    fprintf(stderr, "port_host: %s: %s\n", what, strerror(errno));
    exit(1);
}

/* QEMU may not have made the socket yet. */
static void come(void)
{
    struct sockaddr_un a = {.sun_family = AF_UNIX};

    snprintf(a.sun_path, sizeof(a.sun_path), "%s", path);
    for (;;) {
        fd = socket(AF_UNIX, SOCK_STREAM, 0);
        if (connect(fd, (struct sockaddr *)&a, sizeof(a)) == 0)
            return;
        close(fd);
        poll(NULL, 0, 10);
    }
}

static ssize_t receive(char *buf, size_t n)
{
    ssize_t got = recv(fd, buf, n, 0);

    if (got < 0)
        fail("recv");
    return got;
}

static void say(const char *text, size_t n)
{
    if (send(fd, text, n, MSG_NOSIGNAL) != (ssize_t)n)
        fail("send");
}

static void want(const char *text)
{
    while (!memmem(seen, seen_count, text, strlen(text))) {
        ssize_t n = receive(seen + seen_count, sizeof(seen) - seen_count);

        if (n == 0) {
            fprintf(stderr, "port_host: closed before: %s\n", text);
            exit(1);
        }
        fwrite(seen + seen_count, 1, (size_t)n, stdout);
        seen_count += (size_t)n;
    }
    seen_count = 0;
}

static void check(const char *buf, size_t n, uint32_t *at)
{
    for (size_t i = 0; i < n; i++, ++*at) {
        if (buf[i] == port_byte(*at))
            continue;
        fprintf(stderr, "port_host: wrong at %u\n", *at);
        exit(1);
    }
}

static size_t fill(char *buf, uint32_t at, uint32_t limit)
{
    size_t n = 0;

    for (; n < PIECE && at + n < limit; n++)
        buf[n] = port_byte(at + (uint32_t)n);
    return n;
}

static void exchange(uint32_t out, uint32_t in)
{
    uint32_t sent = 0, got = 0;
    char buf[PIECE];

    while (sent < out || got < in) {
        struct pollfd p = {
            fd, (short)((sent < out ? POLLOUT : 0) | (got < in ? POLLIN : 0)),
            0};
        ssize_t n;

        if (poll(&p, 1, -1) != 1)
            fail("poll");
        if (p.revents & POLLIN && got < in) {
            n = receive(buf, PIECE < in - got ? PIECE : in - got);
            if (n == 0)
                fail("closed");
            check(buf, (size_t)n, &got);
        } else if (p.revents & POLLOUT) {
            n = send(fd, buf, fill(buf, sent, out),
                     MSG_NOSIGNAL | MSG_DONTWAIT);
            if (n < 0 && errno != EAGAIN)
                fail("send");
            sent += n > 0 ? (uint32_t)n : 0;
        } else if (p.revents) {
            fail("closed");
        }
    }
}

static void gone(void)
{
    char buf[PIECE];
    ssize_t n;

    while ((n = recv(fd, buf, sizeof(buf), 0)) > 0)
        fwrite(buf, 1, (size_t)n, stdout);
}

static void await_file(const char *name, const char *text)
{
    static char buf[1 << 16];

    for (;;) {
        FILE *in = fopen(name, "re");
        size_t n = in ? fread(buf, 1, sizeof(buf), in) : 0;

        if (in)
            fclose(in);
        if (memmem(buf, n, text, strlen(text)))
            return;
        poll(NULL, 0, 10);
    }
}

static uint32_t mib(const char *text)
{
    return (uint32_t)atoi(text) * PORT_MIB;
}

/* How many words were taken. */
static int act(char **word)
{
    const char *verb = word[0], *arg = word[1] ? word[1] : "";

    if (strcmp(verb, "close") == 0)
        return close(fd), 1;
    if (strcmp(verb, "open") == 0)
        return come(), 1;
    if (strcmp(verb, "gone") == 0)
        return gone(), 1;
    if (strcmp(verb, "file") == 0 && word[1] && word[2])
        return await_file(word[1], word[2]), 3;
    if (strcmp(verb, "say") == 0)
        say(arg, strlen(arg));
    else if (strcmp(verb, "want") == 0)
        want(arg);
    else if (strcmp(verb, "send") == 0)
        exchange(mib(arg), 0);
    else if (strcmp(verb, "check") == 0)
        exchange(0, mib(arg));
    else if (strcmp(verb, "both") == 0)
        exchange(mib(arg), mib(arg));
    else
        fail(verb);
    return word[1] ? 2 : 1;
}

int main(int argc, char **argv)
{
    if (argc < 2)
        return 2;
    alarm(LIMIT_S);
    path = argv[1];
    come();
    for (char **word = argv + 2; *word;)
        word += act(word);
    return 0;
}

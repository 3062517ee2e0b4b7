/*
 * main.c - the echo service [RFC 862]: sends back what it is sent.
 *
 * usage: echo.elf [PORT]      7 by default, TCP and UDP
 *
 *     build/pith run -p 7007:7 -p 7007:7/udp build/apps/echo.elf
 *
 * One thread and poll(). What a client does not take back stops the reading
 * from it, so each connection needs one buffer.
 */
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#define CLIENTS  1000
#define BUFFER   16384
#define DATAGRAM 65536

/* A connection and what is on its way back. */
struct client {
    char *data;
    size_t start, end;
    bool eof;
};

enum { LISTENER, DATAGRAMS, FIRST };

static struct pollfd fds[FIRST + CLIENTS];
static struct client clients[FIRST + CLIENTS];
static nfds_t count = FIRST;

static int bind_to(int type, unsigned short port)
{
    struct sockaddr_in6 a = {.sin6_family = AF_INET6, .sin6_port = htons(port)};
    int one = 1, fd = socket(AF_INET6, type | SOCK_NONBLOCK, 0);

    if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one)) ||
        bind(fd, (struct sockaddr *)&a, sizeof(a)) ||
        (type == SOCK_STREAM && listen(fd, SOMAXCONN))) {
        perror("echo");
        exit(1);
    }
    return fd;
}

static void answer_datagrams(int fd)
{
    static char buf[DATAGRAM];
    struct sockaddr_storage from;
    socklen_t len = sizeof(from);
    ssize_t n;

    while ((n = recvfrom(fd, buf, sizeof(buf), 0, (struct sockaddr *)&from,
                         &len)) >= 0) {
        sendto(fd, buf, (size_t)n, 0, (struct sockaddr *)&from, len);
        len = sizeof(from);
    }
}

static void accept_clients(int fd)
{
    int new;

    while (count < FIRST + CLIENTS &&
           (new = accept4(fd, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
        char *data = malloc(BUFFER);
        if (!data) {
            close(new);
            return;
        }
        fds[count] = (struct pollfd){.fd = new, .events = POLLIN};
        clients[count++] = (struct client){.data = data};
    }
}

/* Sends what there is; false: the client is gone. */
static bool send_back(int fd, struct client *c)
{
    ssize_t n = send(fd, c->data + c->start, c->end - c->start, MSG_NOSIGNAL);

    if (n < 0)
        return errno == EAGAIN || errno == EINTR;
    c->start += (size_t)n;
    if (c->start == c->end)
        c->start = c->end = 0;
    return true;
}

static bool serve(struct pollfd *p, struct client *c)
{
    if (c->end == 0 && p->revents & (POLLIN | POLLHUP | POLLERR)) {
        ssize_t n = recv(p->fd, c->data, BUFFER, 0);
        if (n < 0 && errno != EAGAIN && errno != EINTR)
            return false;
        c->eof = n == 0;
        c->end = n > 0 ? (size_t)n : 0;
    }
    if (c->end && !send_back(p->fd, c))
        return false;
    p->events = c->end ? POLLOUT : POLLIN;
    return !c->eof || c->end;
}

/* The last one takes the place of number @i. */
static void drop(nfds_t i)
{
    close(fds[i].fd);
    free(clients[i].data);
    count--;
    fds[i] = fds[count];
    clients[i] = clients[count];
}

int main(int argc, char **argv)
{
    int port = argc > 1 ? atoi(argv[1]) : 7;

    if (argc > 2 || port < 1 || port > 65535) {
        fprintf(stderr, "usage: echo.elf [PORT]\n");
        return 2;
    }
    fds[LISTENER].fd = bind_to(SOCK_STREAM, (unsigned short)port);
    fds[DATAGRAMS].fd = bind_to(SOCK_DGRAM, (unsigned short)port);
    fds[DATAGRAMS].events = POLLIN;
    for (;;) {
        fds[LISTENER].events = count < FIRST + CLIENTS ? POLLIN : 0;
        if (poll(fds, count, -1) < 0)
            continue;
        for (nfds_t i = count; i-- > FIRST;)
            if (fds[i].revents && !serve(&fds[i], &clients[i]))
                drop(i);
        if (fds[DATAGRAMS].revents)
            answer_datagrams(fds[DATAGRAMS].fd);
        if (fds[LISTENER].revents)
            accept_clients(fds[LISTENER].fd);
    }
}

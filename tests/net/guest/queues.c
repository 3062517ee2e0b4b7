/*
 * queues.c - echoes, and says which queues of its card the frames went by.
 *
 * usage: queues.elf
 *
 * Port 7 sends back what it is sent, a thread for each connection. Port 8
 * writes a line `RX TX` for each pair of queues, frames since the start, and
 * closes. tests/net/queues.c is the other end.
 */
#include <netinet/in.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <pith/net.h>

static int listen_at(unsigned short port)
{
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(port)};
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    if (fd < 0 || bind(fd, (struct sockaddr *)&a, sizeof(a)) ||
        listen(fd, SOMAXCONN)) {
        perror("queues");
        exit(1);
    }
    return fd;
}

static void write_all(int fd, const char *p, size_t n)
{
    while (n > 0) {
        ssize_t done = write(fd, p, n);

        if (done <= 0)
            return;
        p += done;
        n -= (size_t)done;
    }
}

static void *echo(void *arg)
{
    int fd = (int)(intptr_t)arg;
    char buf[32768];
    ssize_t n;

    while ((n = read(fd, buf, sizeof(buf))) > 0)
        write_all(fd, buf, (size_t)n);
    close(fd);
    return NULL;
}

static void *tell(void *arg)
{
    int listener = (int)(intptr_t)arg, fd;
    struct pith_net_counters n;
    char line[64];

    while ((fd = accept(listener, NULL, NULL)) >= 0) {
        pith_net_counters(&n);
        for (unsigned i = 0; i < n.queues; i++) {
            snprintf(line, sizeof(line), "%llu %llu\n",
                     (unsigned long long)n.queue[i].rx_frames,
                     (unsigned long long)n.queue[i].tx_frames);
            write_all(fd, line, strlen(line));
        }
        close(fd);
    }
    return NULL;
}

static void start(void *(*fn)(void *), int fd)
{
    pthread_t t;

    if (pthread_create(&t, NULL, fn, (void *)(intptr_t)fd) != 0) {
        perror("queues");
        exit(1);
    }
    pthread_detach(t);
}

int main(void)
{
    int listener = listen_at(7), fd;

    start(tell, listen_at(8));
    while ((fd = accept(listener, NULL, NULL)) >= 0)
        start(echo, fd);
    return 1;
}

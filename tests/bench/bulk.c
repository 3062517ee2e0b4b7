/*
 * bulk.c - the guest's end of a bulk transfer over TCP, port 5001.
 *
 * A client sends five bytes: `s` or `r`, and how many MiB, the low byte first.
 * For `s` it then gets so many; for `r` it sends them and gets one byte back
 * when all are here. One client at a time; the same source for pith and Linux.
 */
#include <errno.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define PORT 5001
#define PART 65536

static char part[PART];

static void fail(const char *what)
{
    printf("error: %s: %s\n", what, strerror(errno));
    exit(1);
}

static void send_all(int fd, uint64_t left)
{
    while (left) {
        ssize_t n =
            send(fd, part, left < PART ? (size_t)left : PART, MSG_NOSIGNAL);

        if (n <= 0)
            return;
        left -= (uint64_t)n;
    }
}

static void receive_all(int fd, uint64_t left)
{
    while (left) {
        ssize_t n = recv(fd, part, PART, 0);

        if (n <= 0)
            return;
        left -= (uint64_t)n;
    }
    send_all(fd, 1);
}

static void serve(int fd)
{
    unsigned char head[5];
    uint32_t mib;

    if (recv(fd, head, sizeof(head), MSG_WAITALL) != sizeof(head))
        return;
    memcpy(&mib, head + 1, sizeof(mib));
    if (head[0] == 's')
        send_all(fd, (uint64_t)mib << 20);
    else
        receive_all(fd, (uint64_t)mib << 20);
}

int main(void)
{
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(PORT)};
    int fd = socket(AF_INET, SOCK_STREAM, 0), client;

    if (fd < 0 || bind(fd, (struct sockaddr *)&a, sizeof(a)) || listen(fd, 64))
        fail("listen");
    while ((client = accept(fd, NULL, NULL)) >= 0) {
        serve(client);
        close(client);
    }
    fail("accept");
}

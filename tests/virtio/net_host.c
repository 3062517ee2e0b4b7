/*
 * net_host.c - the other end of the test's network card.
 *
 * usage: net_host
 *
 * Listens on 127.0.0.1 for QEMU's `-netdev socket,connect=`, says on which port
 * in a line on standard output, and answers every frame of net_frames.h; on
 * the wire each has its length in front, 32 bits, big-endian. Ends with the
 * connection: status 0 if all frames that came were as they should be.
 */
#include <arpa/inet.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/virtio/net_frames.h"

static bool transfer(int fd, uint8_t *p, size_t n, bool out)
{
    while (n > 0) {
        ssize_t done = out ? write(fd, p, n) : read(fd, p, n);

        if (done <= 0)
            return false;
        p += done;
        n -= (size_t)done;
    }
    return true;
}

static bool good(const uint8_t *frame, uint32_t len, uint32_t *number,
                 uint32_t *wanted)
{
    if (len < FRAME_HEADER || frame[12] != FRAME_TYPE >> 8 ||
        frame[13] != (FRAME_TYPE & 0xff))
        return false;
    memcpy(number, frame + 14, 4);
    memcpy(wanted, frame + 18, 4);
    for (uint32_t i = FRAME_HEADER; i < len; i++) {
        if (frame[i] != frame_byte(*number, i))
            return false;
    }
    return *wanted >= FRAME_HEADER && *wanted <= FRAME_LONGEST;
}

static bool answer(int fd, uint8_t *frame, uint32_t number, uint32_t len)
{
    uint32_t length = htonl(len), marked = number | FRAME_ANSWER;
    uint8_t mac[6];

    memcpy(mac, frame, 6);
    memcpy(frame, frame + 6, 6);
    memcpy(frame + 6, mac, 6);
    memcpy(frame + 14, &marked, 4);
    for (uint32_t i = FRAME_HEADER; i < len; i++)
        frame[i] = frame_byte(marked, i);
    /* in one write: Nagle's algorithm would hold the second one back */
    memcpy(frame - 4, &length, 4);
    return transfer(fd, frame - 4, len + 4, true);
}

static int serve(int fd)
{
    static uint8_t buffer[4 + 65536], *const frame = buffer + 4;
    uint32_t length, number, wanted;

    while (transfer(fd, (uint8_t *)&length, 4, false)) {
        length = ntohl(length);
        if (length > sizeof(buffer) - 4 || !transfer(fd, frame, length, false))
            return 1;
        if (!good(frame, length, &number, &wanted)) {
            fprintf(stderr, "a bad frame of %u bytes\n", length);
            return 1;
        }
        if (!answer(fd, frame, number, wanted))
            break;
    }
    return 0;
}

int main(void)
{
    struct sockaddr_in a = {.sin_family = AF_INET,
                            .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof(a);
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    if (fd < 0 || bind(fd, (struct sockaddr *)&a, len) || listen(fd, 1) ||
        getsockname(fd, (struct sockaddr *)&a, &len))
        return 2;
    printf("%u\n", ntohs(a.sin_port));
    fflush(stdout);
    alarm(60);
    fd = accept(fd, NULL, NULL);
    return fd < 0 ? 2 : serve(fd);
}

/*
 * refused.c - a datagram to a port of a real host that nobody has.
 *
 * usage: refused.elf ADDRESS PORT
 */
#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

int main(int argc, char **argv)
{
    struct sockaddr_in to = {.sin_family = AF_INET};
    int fd = socket(AF_INET, SOCK_DGRAM, 0);
    struct pollfd p = {.fd = fd, .events = POLLIN};
    char c;

    if (argc != 3 || inet_pton(AF_INET, argv[1], &to.sin_addr) != 1)
        return 2;
    to.sin_port = htons((in_port_t)atoi(argv[2]));
    if (connect(fd, (struct sockaddr *)&to, sizeof(to)) ||
        send(fd, "x", 1, 0) != 1)
        return 3;
    if (poll(&p, 1, 10000) != 1)
        return 4;
    return recv(fd, &c, 1, 0) == -1 && errno == ECONNREFUSED ? 0 : 5;
}

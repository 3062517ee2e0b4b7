/*
 * narrow.c - tells a host that the way from it to here is narrow.
 *
 * usage: narrow ADDRESS MTU
 *
 * Sends ICMPv6's "packet too big" about a TCP segment to here. [RFC 4443 3.2]
 */
#include <arpa/inet.h>
#include <err.h>
#include <netdb.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

int main(int argc, char **argv)
{
    struct addrinfo hints = {.ai_family = AF_INET6, .ai_socktype = SOCK_RAW},
                    *a;
    struct sockaddr_in6 own;
    socklen_t len = sizeof(own);
    /* type, code, sum, MTU; IPv6: version, length, TCP; then its header */
    unsigned char m[8 + 40 + 20] = {[0] = 2, [8] = 0x60, [13] = 20, 6, 64};
    uint32_t mtu;
    int fd;

    if (argc != 3 || getaddrinfo(argv[1], NULL, &hints, &a))
        errx(2, "usage: narrow ADDRESS MTU");
    fd = socket(AF_INET6, SOCK_RAW, IPPROTO_ICMPV6);
    if (fd < 0 || connect(fd, a->ai_addr, a->ai_addrlen) ||
        getsockname(fd, (struct sockaddr *)&own, &len))
        err(1, "%s", argv[1]);
    mtu = htonl((uint32_t)atol(argv[2]));
    memcpy(m + 4, &mtu, 4);
    memcpy(m + 16, &((struct sockaddr_in6 *)a->ai_addr)->sin6_addr, 16);
    memcpy(m + 32, &own.sin6_addr, 16);
    if (send(fd, m, sizeof(m), 0) != sizeof(m))
        err(1, "send");
    return 0;
}

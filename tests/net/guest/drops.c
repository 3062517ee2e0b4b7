/*
 * drops.c - more datagrams than a socket takes, then what was traced.
 */
#include <arpa/inet.h>
#include <sys/socket.h>

#include <pith/trace.h>

int main(void)
{
    struct sockaddr_in at = {.sin_family = AF_INET,
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_DGRAM, 0), size = 4096;
    socklen_t len = sizeof(at);
    char bytes[1000] = {0};

    if (bind(fd, (struct sockaddr *)&at, len) ||
        getsockname(fd, (struct sockaddr *)&at, &len) ||
        setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size)))
        return 1;
    for (int i = 0; i < 50; i++)
        sendto(fd, bytes, sizeof(bytes), 0, (struct sockaddr *)&at, len);
    pith_trace_print();
    return 0;
}

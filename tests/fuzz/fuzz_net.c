// as: tests/fuzz/net_world.c
/*
 * fuzz_net.c - any frames, to a host with a TCP and a UDP echo service.
 *
 * The input is a list of steps: a byte that says what, a length, so many
 * bytes. A step is a whole frame; or a TCP segment or UDP datagram that gets
 * right headers in front and, if asked, the right sequence numbers, so that
 * the inner states are reached; or time goes by; or the program acts. At the
 * end all frames must have come back. Inputs of odd length have a card that
 * cuts long segments.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/base.h"
#include "lwip/priv/tcp_priv.h"
#include "net/memory.h"
#include "net/net.h"
#include "net/socket.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/net_world.h"

#define OPEN_MAX 4

static const uint8_t own_mac[6] = {0x52, 0x54, 0, 0x12, 0x34, 0x56};
static const uint8_t own_ip[4] = {10, 0, 2, 15}, peer_ip[4] = {10, 0, 2, 2};

static struct net_socket *listener, *datagrams, *asker;
static struct net_socket *open_sockets[OPEN_MAX];

static void put(uint8_t *p, uint32_t n, int bytes)
{
    while (bytes--) {
        p[bytes] = (uint8_t)n;
        n >>= 8;
    }
}

/* The sum that IP and ICMP have, of @n bytes, an even number. */
static uint32_t sum_of(const uint8_t *p, size_t n)
{
    uint32_t sum = 0;

    for (size_t i = 0; i < n; i += 2)
        sum += (uint32_t)p[i] << 8 | p[i + 1];
    sum = (sum & 0xffff) + (sum >> 16);
    return ~(sum + (sum >> 16));
}

/* Ethernet and IPv4 in front of @data; returns the frame's length. */
static size_t wrap(uint8_t *f, int protocol, const uint8_t *data, size_t n)
{
    memset(f, 0, 34);
    memcpy(f, own_mac, 6);
    memcpy(f + 6, "\x52\x55\x0a\x00\x02\x02\x08", 7);
    f[14] = 0x45;
    put(f + 16, (uint32_t)n + 20, 2);
    f[22] = 64;
    f[23] = (uint8_t)protocol;
    memcpy(f + 26, peer_ip, 4);
    memcpy(f + 30, own_ip, 4);
    put(f + 24, sum_of(f + 14, 20), 2);
    memcpy(f + 34, data, n);
    return n + 34;
}

static void segment(const uint8_t *data, size_t n, bool fitting)
{
    uint8_t f[600];
    size_t len = wrap(f, 6, data, n);

    if (n >= 20) {
        put(f + 36, 80, 2);
        if (fitting) {
            put(f + 34, world_sent.target, 2);
            put(f + 36, world_sent.source, 2);
            put(f + 38, world_sent.ack, 4);
            put(f + 42, world_sent.seq + world_sent.length, 4);
        }
    }
    world_receive(f, len, true);
}

static void datagram(const uint8_t *data, size_t n)
{
    uint8_t f[600];
    size_t len = wrap(f, 17, data, n);

    if (n >= 8) {
        put(f + 36, 7, 2);
        put(f + 38, (uint32_t)n, 2);
        put(f + 40, 0, 2);
    }
    world_receive(f, len, false);
}

static void message(const uint8_t *data, size_t n)
{
    uint8_t f[600] = {0};
    size_t len = wrap(f, 1, data, n);

    if (n >= 4) {
        put(f + 36, 0, 2);
        put(f + 36, sum_of(f + 34, (n + 1) & ~(size_t)1), 2);
    }
    world_receive(f, len, false);
}

/* A connection of the program's own, to the peer; its answers come as all
 * segments do. */
static struct net_socket *new_connection(void)
{
    struct net_addr peer = {.family = 4, .port = 80};
    struct net_socket *s;
    int result;

    memcpy(peer.ip, peer_ip, sizeof(peer_ip));
    MUST(net_socket_new(NET_STREAM, 4, 0, &s) == 0);
    result = net_connect(s, &peer, NET_DONTWAIT);
    MUST(result == -EINPROGRESS || result == -EADDRINUSE);
    return s;
}

static void set(struct net_socket *s, unsigned what)
{
    static const enum net_option options[] = {
        NET_OPT_LINGER,   NET_OPT_NODELAY,   NET_OPT_CORK,    NET_OPT_KEEPALIVE,
        NET_OPT_KEEPIDLE, NET_OPT_KEEPINTVL, NET_OPT_KEEPCNT, NET_OPT_RCVBUF,
    };
    enum net_option o = options[what % ARRAY_SIZE(options)];
    int value = 0;

    net_set(s, o, (int)(what / ARRAY_SIZE(options) % 4));
    net_get(s, o, &value);
    net_get(s, NET_OPT_ERROR, &value);
}

/* The program takes or makes a connection, or reads, writes or closes one. */
static void act(unsigned what)
{
    struct net_socket **s = &open_sockets[what % OPEN_MAX];
    static char buf[30000];
    struct iovec iov = {buf, sizeof(buf)};
    struct net_addr from;
    struct net_way way = {0};

    if (!*s && what & 64) {
        *s = new_connection();
        return;
    }
    if (!*s) {
        if (net_accept(listener, NET_DONTWAIT, s))
            *s = NULL;
        return;
    }
    switch (what / OPEN_MAX % 8) {
    case 0:
        net_receive(*s, &iov, 1, NET_DONTWAIT, NULL, NULL, NULL);
        break;
    case 1:
        net_send(*s, &iov, 1, NET_DONTWAIT, NULL, NULL);
        break;
    case 2:
        net_shutdown(*s, what & 64, !(what & 128));
        break;
    case 3:
        if (net_receive(datagrams, &iov, 1, NET_DONTWAIT, &from, &way, NULL) >=
            0)
            net_send(datagrams, &iov, 1, NET_DONTWAIT, &from,
                     what & 64 ? &way : NULL);
        break;
    case 4:
        net_poll(*s);
        break;
    case 5:
        set(*s, what / 64);
        break;
    default:
        net_close(*s);
        *s = NULL;
    }
}

static void step(unsigned what, const uint8_t *data, size_t n)
{
    switch (what % 8) {
    case 0:
        world_receive(data, n, what & 8);
        break;
    case 1:
    case 2:
        segment(data, n, true);
        break;
    case 3:
        segment(data, n, false);
        break;
    case 4:
        if (what & 128)
            message(data, n);
        else
            datagram(data, n);
        break;
    case 5:
        world_pass(250u * (1 + what / 8 % 8));
        break;
    default:
        act(what / 8 + (unsigned)n * 32);
    }
}

static void start(void)
{
    struct net_addr a = {.family = 4, .port = 80};
    struct net_addr peer = {.family = 4, .port = 53};

    setenv("ip", "10.0.2.15::10.0.2.2:255.255.255.0:::off", 1);
    MUST(net_socket_new(NET_STREAM, 4, 0, &listener) == 0);
    MUST(net_bind(listener, &a) == 0 && net_listen(listener, 8) == 0);
    MUST(net_socket_new(NET_DATAGRAM, 4, 0, &datagrams) == 0);
    a.port = 7;
    MUST(net_bind(datagrams, &a) == 0);
    MUST(net_set(datagrams, NET_OPT_INFO4, 1) == 0);
    MUST(net_socket_new(NET_DATAGRAM, 4, 0, &asker) == 0);
    a.port = 1000;
    memcpy(peer.ip, peer_ip, sizeof(peer_ip));
    MUST(net_bind(asker, &a) == 0 && net_connect(asker, &peer, 0) == 0);
}

/* Ends all that the input began. */
static void clear(void)
{
    struct net_socket *s;
    static char buf[16];
    struct iovec iov = {buf, sizeof(buf)};

    for (int i = 0; i < OPEN_MAX; i++) {
        if (open_sockets[i])
            net_close(open_sockets[i]);
        open_sockets[i] = NULL;
    }
    while (net_accept(listener, NET_DONTWAIT, &s) == 0)
        net_close(s);
    while (net_receive(datagrams, &iov, 1, NET_DONTWAIT, NULL, NULL, NULL) >= 0)
        ;
    while (net_receive(asker, &iov, 1, NET_DONTWAIT, NULL, NULL, NULL) >= 0)
        ;
    net_lock();
    while (tcp_active_pcbs)
        tcp_abort(tcp_active_pcbs);
    while (tcp_tw_pcbs)
        tcp_abort(tcp_tw_pcbs);
    net_unlock();
    world_pass(20000); /* fragments and what waits for ARP expire */
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const uint8_t *end = data + size;

    if (!listener)
        start();
    world_card_cuts(size & 1);
    while (end - data >= 2) {
        unsigned what = data[0];
        size_t n = data[1] * 2u;
        data += 2;
        if (n > (size_t)(end - data))
            n = (size_t)(end - data);
        step(what, data, n);
        data += n;
    }
    clear();
    MUST(world_lent == 0);
    return 0;
}

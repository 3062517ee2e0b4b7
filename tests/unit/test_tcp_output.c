// links: tests/fuzz/net_world.c tests/base_host.c net/stream.c net/datagram.c
// links: net/way.c net/address.c net/options.c net/tcp.c net/tcp_io.c net/udp.c
// links: net/raw.c net/group.c net/socket.c net/checksum.c net/random.c
// links: net/eth.c net/eth_csum.c net/net.c net/tcp_limit.c net/tcp_output.c
// links: net/eth_cut.c net/too_big.c net/udp_error.c net/icmp_error.c
// links: net/memory.c net/config.c net/ip_option.c
// links: build/src/lwip/src/core/def.c build/src/lwip/src/core/dns.c
// links: build/src/lwip/src/core/inet_chksum.c build/src/lwip/src/core/init.c
// links: build/src/lwip/src/core/ip.c build/src/lwip/src/core/mem.c
// links: build/src/lwip/src/core/memp.c build/src/lwip/src/core/netif.c
// links: build/src/lwip/src/core/pbuf.c build/src/lwip/src/core/raw.c
// links: build/src/lwip/src/core/stats.c build/src/lwip/src/core/tcp.c
// links: build/src/lwip/src/core/tcp_in.c build/src/lwip/src/core/timeouts.c
// links: build/src/lwip/src/core/udp.c build/src/lwip/src/netif/ethernet.c
// links: build/src/lwip/src/core/ipv4/dhcp.c
// links: build/src/lwip/src/core/ipv4/etharp.c
// links: build/src/lwip/src/core/ipv4/icmp.c
// links: build/src/lwip/src/core/ipv4/igmp.c build/src/lwip/src/core/ipv4/ip4.c
// links: build/src/lwip/src/core/ipv4/ip4_addr.c
// links: build/src/lwip/src/core/ipv4/ip4_frag.c
// links: build/src/lwip/src/core/ipv6/ethip6.c
// links: build/src/lwip/src/core/ipv6/icmp6.c
// links: build/src/lwip/src/core/ipv6/inet6.c
// links: build/src/lwip/src/core/ipv6/ip6.c
// links: build/src/lwip/src/core/ipv6/ip6_addr.c
// links: build/src/lwip/src/core/ipv6/ip6_frag.c
// links: build/src/lwip/src/core/ipv6/mld6.c build/src/lwip/src/core/ipv6/nd6.c
// cflags: -isystem net/lwip -isystem build/src/lwip/src/include -w
// cflags: -isystem build/src/lwip/src -fno-sanitize=alignment
/*
 * test_tcp_output.c - segments longer than the peer takes: windows, losses,
 * the end of a stream. The peer is this test, the card tests/fuzz/net_world.c.
 */
#include <stdlib.h>
#include <string.h>

#include "lwip/priv/tcp_priv.h"
#include "net/net.h"
#include "net/socket.h"
#include "tests/fuzz/net_world.h"
#include "tests/check.h"

#define MSS 1460u
#define FIN 1
#define SYN 2
#define ACK 16

static struct net_socket *listener, *s;
static uint32_t first;      /* the guest's first byte */
static uint16_t port = 999; /* ours: another one for each connection */
static uint8_t buf[60000];

static void put(uint8_t *p, uint32_t n, int bytes)
{
    while (bytes--) {
        p[bytes] = (uint8_t)n;
        n >>= 8;
    }
}

/* A segment without data to the guest's port 80. */
static void answer(uint32_t seq, uint32_t ack, uint8_t flags, uint16_t window)
{
    uint8_t f[58] = {0x52, 0x54, 0, 0x12, 0x34, 0x56, 0x52, 0x55,
                     10,   0,    2, 2,    8,    0,    0x45};
    unsigned options = flags & SYN ? 4 : 0;
    uint32_t sum = 0;

    put(f + 16, 40 + options, 2);
    put(f + 22, 64, 1);
    put(f + 23, 6, 1);
    put(f + 26, 0x0a000202, 4);
    put(f + 30, 0x0a00020f, 4);
    for (int i = 14; i < 34; i += 2)
        sum += (uint32_t)f[i] << 8 | f[i + 1];
    sum = (sum & 0xffff) + (sum >> 16);
    put(f + 24, ~(sum + (sum >> 16)), 2);
    put(f + 34, port, 2);
    put(f + 36, 80, 2);
    put(f + 38, seq, 4);
    put(f + 42, ack, 4);
    f[46] = (uint8_t)((20 + options) << 2);
    f[47] = flags;
    put(f + 48, window, 2);
    put(f + 54, 0x02040000 | MSS, 4);
    world_receive(f, 54 + options, true);
}

/* The first @n bytes have come. */
static void acknowledge(uint32_t n, uint16_t window)
{
    answer(1001, first + n, ACK, window);
}

/* Who has the guest's address? The answer goes to this address. */
static void tell_address(void)
{
    static const uint8_t f[60] = {
        0x52, 0x54, 0, 0x12, 0x34, 0x56, 0x52, 0x55, 10,   0,    2,  2, 8, 6,
        0,    1,    8, 0,    6,    4,    0,    1,    0x52, 0x55, 10, 0, 2, 2,
        10,   0,    2, 2,    0,    0,    0,    0,    0,    0,    10, 0, 2, 15};

    world_receive(f, sizeof(f), false);
}

static void start(void)
{
    struct net_addr a = {.family = 4, .port = 80};

    setenv("ip", "10.0.2.15::10.0.2.2:255.255.255.0:::off", 1);
    CHECK(net_socket_new(NET_STREAM, 4, 0, &listener) == 0);
    CHECK(net_bind(listener, &a) == 0 && net_listen(listener, 8) == 0);
}

/* A connection whose peer begins with @window; the card cuts if @cuts. */
static bool connection(uint16_t window, bool cuts)
{
    if (!listener)
        start();
    world_card_cuts(cuts);
    tell_address();
    port++;
    answer(1000, 0, SYN, window);
    first = world_sent.seq + 1;
    acknowledge(0, window);
    return CHECK(net_accept(listener, NET_DONTWAIT, &s) == 0);
}

static void end(void)
{
    net_close(s);
    net_lock();
    while (tcp_active_pcbs)
        tcp_abort(tcp_active_pcbs);
    net_unlock();
}

static void send_bytes(size_t n)
{
    struct iovec iov = {buf, n};

    CHECK(net_send(s, &iov, 1, NET_DONTWAIT, NULL, NULL) == (ssize_t)n);
}

/* Whether the last segment had these bytes. */
static bool was(uint32_t from, uint32_t length)
{
    return world_sent.seq == first + from && world_sent.length == length;
}

/* How many bytes were sent, up to the last segment's end. */
static uint32_t sent(void)
{
    return world_sent.seq - first + world_sent.length;
}

TEST(a_long_segment_is_what_the_window_takes)
{
    uint32_t done = 0;

    if (!connection(60000, true))
        return;
    send_bytes(40000);
    CHECK(was(0, 3 * MSS)); /* the first window [RFC 3390] */
    for (int i = 0; i < 100 && done < 40000; i++) {
        done = sent();
        acknowledge(done, 60000);
    }
    CHECK(done == 40000);
    send_bytes(4 * MSS);
    CHECK(was(40000, 4 * MSS));
    end();
}

TEST(a_card_that_cuts_nothing_gets_nothing_to_cut)
{
    if (!connection(60000, false))
        return;
    send_bytes(40000);
    CHECK(was(2 * MSS, MSS));
    end();
}

TEST(the_tail_waits_as_nagle_has_it)
{
    if (!connection(60000, true))
        return;
    send_bytes(2 * MSS + 100);
    CHECK(was(0, 2 * MSS));
    send_bytes(100);
    CHECK(was(0, 2 * MSS));
    acknowledge(2 * MSS, 60000);
    CHECK(was(2 * MSS, 200));
    end();
}

TEST(after_a_timeout_one_mss_goes)
{
    if (!connection(60000, true))
        return;
    send_bytes(40000);
    CHECK(was(0, 3 * MSS));
    world_pass(10000);
    CHECK(was(0, MSS));
    acknowledge(MSS, 60000);
    CHECK(was(MSS, 2 * MSS));
    end();
}

TEST(what_has_come_is_not_repeated)
{
    if (!connection(60000, true))
        return;
    send_bytes(3 * MSS);
    CHECK(was(0, 3 * MSS));
    acknowledge(2 * MSS, 60000);
    world_pass(10000);
    CHECK(was(2 * MSS, MSS));
    end();
}

TEST(the_end_is_repeated_when_the_data_have_come)
{
    if (!connection(60000, true))
        return;
    send_bytes(3 * MSS);
    send_bytes(2 * MSS);
    CHECK(net_shutdown(s, false, true) == 0);
    acknowledge(3 * MSS, 60000);
    CHECK(was(3 * MSS, 2 * MSS + 1) && world_sent.flags & FIN);
    acknowledge(5 * MSS, 60000);
    memset(&world_sent, 0, sizeof(world_sent));
    world_pass(10000);
    CHECK(world_sent.flags & FIN && sent() == 5 * MSS + 1);
    end();
}

TEST(three_acknowledgements_repeat_one_mss)
{
    if (!connection(60000, true))
        return;
    send_bytes(3 * MSS);
    acknowledge(MSS, 60000);
    for (int i = 0; i < 3; i++)
        acknowledge(MSS, 60000);
    CHECK(was(MSS, MSS));
    acknowledge(3 * MSS, 60000);
    send_bytes(MSS);
    CHECK(was(3 * MSS, MSS));
    end();
}

TEST(a_window_smaller_than_a_segment)
{
    if (!connection(20000, true))
        return;
    send_bytes(30000);
    CHECK(was(0, 3 * MSS));
    acknowledge(3 * MSS, 2 * MSS + 7);
    CHECK(sent() == 5 * MSS);
    acknowledge(5 * MSS, 100);
    world_pass(10000);
    CHECK(was(5 * MSS, 100));
    acknowledge(5 * MSS + 100, 0);
    world_pass(10000);
    CHECK(was(5 * MSS + 100, 1)); /* a probe */
    acknowledge(5 * MSS + 100, 20000);
    CHECK(sent() > 6 * MSS);
    end();
}

/* Fragments; the world sees to their length. */
TEST(a_card_that_cuts_no_more)
{
    if (!connection(60000, true))
        return;
    send_bytes(20000);
    acknowledge(3 * MSS, 0);
    world_card_cuts(false);
    acknowledge(3 * MSS, 60000);
    CHECK(world_sent.seq != first);
    world_pass(10000);
    CHECK(was(3 * MSS, MSS));
    end();
}

/* lwIP alone stops here: the segment is longer than half the window. */
TEST(a_window_that_was_never_open)
{
    if (!connection(0, false))
        return;
    send_bytes(300);
    acknowledge(0, 100);
    send_bytes(10);
    acknowledge(0, 5000);
    CHECK(was(0, 300));
    acknowledge(300, 5000);
    CHECK(was(300, 10));
    end();
}

/* lwIP alone leaves FIN in both parts, and the peer would stop in between. */
TEST(only_the_last_part_ends_the_stream)
{
    if (!connection(2000, false))
        return;
    send_bytes(1000);
    send_bytes(1000);
    send_bytes(900);
    CHECK(net_shutdown(s, false, true) == 0);
    acknowledge(2000, 500);
    world_pass(10000);
    CHECK(was(2000, 500) && !(world_sent.flags & FIN));
    acknowledge(2500, 2000);
    CHECK(was(2500, 401) && world_sent.flags & FIN);
    end();
}

TEST(all_memory_comes_back)
{
    world_pass(60000);
    CHECK(world_lent == 0);
}

// as: tests/fuzz/net_world.c
/*
 * test_tcp_output.c - segments longer than the peer takes: windows, losses,
 * the end of a stream. The peer is this test, the card tests/fuzz/net_world.c.
 */
#include <errno.h>
#include <string.h>

#include "lwip/priv/tcp_priv.h"
#include "net/net.h"
#include "net/socket.h"
#include "tests/unit/tcp_peer.h"
#include "tests/check.h"

#define MSS 1460u

static struct net_socket *listener, *s;
static uint32_t first;      /* the guest's first byte */
static uint16_t port = 999; /* ours: another one for each connection */
static uint8_t buf[60000];

/* A segment without data to the guest's port 80. */
static void answer(uint32_t seq, uint32_t ack, uint8_t flags, uint16_t window)
{
    peer_send(&(struct peer_segment){
        .from = 0x0a000202,
        .port = port,
        .seq = seq,
        .ack = ack,
        .flags = flags,
        .window = window,
        .options = {2, 4, MSS >> 8, MSS & 255},
        .options_length = flags & SYN ? 4 : 0,
    });
}

/* The first @n bytes have come. */
static void acknowledge(uint32_t n, uint16_t window)
{
    answer(1001, first + n, ACK, window);
}

static void start(void)
{
    struct net_addr a = {.family = 4, .port = 80};

    peer_configure();
    CHECK(net_socket_new(NET_STREAM, 4, 0, &listener) == 0);
    CHECK(net_bind(listener, &a) == 0 && net_listen(listener, 8) == 0);
}

/* A connection whose peer begins with @window; the card cuts if @cuts. */
static bool connection(uint16_t window, bool cuts)
{
    if (!listener)
        start();
    world_card_cuts(cuts);
    peer_tell_address();
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

/* lwIP frees a connection after TIME_WAIT, and tells nobody. */
TEST(a_socket_outlives_its_connection)
{
    char got[4];
    struct iovec iov = {got, sizeof(got)};

    if (!connection(2000, false))
        return;
    CHECK(net_shutdown(s, false, true) == 0);
    answer(1001, first + 1, ACK, 2000);
    answer(1001, first + 1, ACK | FIN, 2000);
    CHECK(tcp_tw_pcbs != NULL);
    world_pass(30000);
    CHECK(tcp_tw_pcbs == NULL);
    CHECK(net_receive(s, &iov, 1, NET_DONTWAIT, NULL, NULL, NULL) == 0);
    CHECK(net_send(s, &iov, 1, NET_DONTWAIT, NULL, NULL) == -EPIPE);
    CHECK(net_set(s, NET_OPT_TTL, 5) == 0);
    end();
}

TEST(all_memory_comes_back)
{
    world_pass(60000);
    CHECK(world_lent == 0);
}

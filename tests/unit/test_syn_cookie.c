// as: tests/fuzz/net_world.c
/*
 * test_syn_cookie.c - connections in a flood of SYNs, and in a mere burst.
 *
 * SYNs are from beyond the gateway: who sent them never answers.
 */
#include <string.h>

#include "kernel/base.h"
#include "lwip/priv/tcp_priv.h"
#include "net/inner.h"
#include "net/net.h"
#include "tests/check.h"
#include "tests/unit/tcp_peer.h"

#define BACKLOG 8
#define FLOOD   0xc6120001u /* 198.18.0.1 */
#define CLIENT  0xc0000201u /* 192.0.2.1 */
#define SEQ     7000u

static struct net_socket *listener;
static uint32_t flooder = FLOOD;

static void start(void)
{
    struct net_addr a = {.family = 4, .port = 80};

    peer_configure();
    CHECK(net_socket_new(NET_STREAM, 4, 0, &listener) == 0);
    CHECK(net_bind(listener, &a) == 0 && net_listen(listener, BACKLOG) == 0);
}

/* As a listener has it that nobody has asked yet. */
static void forget_all(void)
{
    if (!listener)
        start();
    net_lock();
    while (tcp_active_pcbs)
        tcp_abandon(tcp_active_pcbs, 0);
    net_unlock();
    world_pass(300000);
    peer_tell_address();
}

/* @n SYNs, each from somebody else. */
static void flood(unsigned n)
{
    while (n--)
        peer_send(&(struct peer_segment){.from = flooder++,
                                         .port = 1024,
                                         .seq = 1,
                                         .flags = SYN,
                                         .window = 1000});
}

/* Whether @port's SYN is answered: with which number, in *@first. */
static bool asks(uint16_t port, uint32_t *first)
{
    static const uint8_t options[12] = {2, 4, 1220 >> 8, 1220 & 255, 1, 3,
                                        3, 7, 1,         1,          4, 2};
    struct peer_segment s = {.from = CLIENT,
                             .port = port,
                             .seq = SEQ,
                             .flags = SYN,
                             .window = 1000,
                             .options_length = sizeof(options)};

    memcpy(s.options, options, sizeof(options));
    memset(&world_sent, 0, sizeof(world_sent));
    peer_send(&s);
    *first = world_sent.seq;
    return world_sent.target == port && world_sent.flags == (SYN | ACK) &&
           world_sent.ack == SEQ + 1;
}

/* The end of @port's handshake, with the answer's number. */
static void acknowledges(uint16_t port, uint32_t first, const char *data)
{
    memset(&world_sent, 0, sizeof(world_sent));
    peer_send(&(struct peer_segment){.from = CLIENT,
                                     .port = port,
                                     .seq = SEQ + 1,
                                     .ack = first + 1,
                                     .flags = ACK,
                                     .window = 100,
                                     .data = data});
}

static struct net_socket *accepted(void)
{
    struct net_socket *s = NULL;

    return net_accept(listener, NET_DONTWAIT, &s) == 0 ? s : NULL;
}

static bool accepts(void)
{
    struct net_socket *s = accepted();

    if (s)
        net_close(s);
    return s;
}

TEST(a_burst_is_no_flood)
{
    uint32_t first, lost;

    forget_all();
    flood(BACKLOG - 1);
    CHECK(asks(1, &first));
    CHECK(!asks(2, &lost)); /* asks again, and loses nobody his place */
    acknowledges(1, first, NULL);
    CHECK(accepts());
    CHECK(asks(2, &first));
}

TEST(in_a_flood_a_connection_begins)
{
    static char text[4000];
    struct iovec iov = {text, sizeof(text)};
    struct net_socket *s;
    uint32_t first;

    forget_all();
    flood(BACKLOG);
    world_pass(3000);
    flood(100);
    CHECK(asks(3, &first));
    flood(100);
    acknowledges(3, first, NULL);
    s = accepted();
    if (!CHECK(s != NULL))
        return;
    CHECK(s->peer.port == 3 && s->local.port == 80);
    /* MSS and window are as the SYN's options said, long ago. */
    CHECK(net_send(s, &iov, 1, NET_DONTWAIT, NULL, NULL) == sizeof(text));
    CHECK(world_sent.target == 3 && world_sent.seq == first + 1 + 2 * 1220 &&
          world_sent.length == 1220);
    flood(100);
    CHECK(asks(4, &first));
    net_close(s);
}

TEST(what_comes_with_the_handshake_is_kept)
{
    struct net_socket *s;
    char got[8] = "";
    struct iovec iov = {got, sizeof(got)};
    unsigned more = 0;
    uint32_t first;

    forget_all();
    flood(BACKLOG);
    world_pass(3000);
    CHECK(asks(5, &first));
    flood(1);
    acknowledges(5, first, "hello");
    s = accepted();
    if (!CHECK(s != NULL))
        return;
    CHECK(net_receive(s, &iov, 1, NET_DONTWAIT, NULL, NULL, &more) == 5);
    CHECK(memcmp(got, "hello", 5) == 0);
    net_close(s);
    CHECK(world_sent.target == 5 && world_sent.ack == SEQ + 6);
}

TEST(all_that_come_back_are_accepted)
{
    uint32_t first[2 * BACKLOG];
    unsigned n = 0;

    forget_all();
    flood(BACKLOG);
    world_pass(3000);
    for (uint16_t i = 0; i < ARRAY_SIZE(first); i++)
        CHECK(asks(100 + i, &first[i]));
    for (uint16_t i = 0; i < ARRAY_SIZE(first); i++) {
        acknowledges(100 + i, first[i], NULL);
        n += accepts();
    }
    CHECK(n == ARRAY_SIZE(first));
}

TEST(a_number_that_was_not_given_is_refused)
{
    uint32_t first;

    forget_all();
    flood(BACKLOG);
    world_pass(3000);
    CHECK(asks(6, &first));
    flood(1);
    for (unsigned bit = 0; bit < 32; bit++) {
        acknowledges(6, first ^ 1u << bit, NULL);
        CHECK(world_sent.flags & RST);
    }
    acknowledges(7, first, NULL); /* somebody else's */
    CHECK(world_sent.flags & RST);
    CHECK(!accepts());
    world_pass(200000); /* too late */
    acknowledges(6, first, NULL);
    CHECK(world_sent.flags & RST);
    CHECK(!accepts());
}

TEST(who_does_not_accept_is_not_asked_for_more)
{
    uint32_t first, late;

    forget_all();
    flood(BACKLOG);
    world_pass(3000);
    CHECK(asks(300, &late));
    for (uint16_t i = 0; i < BACKLOG; i++) {
        CHECK(asks(200 + i, &first));
        acknowledges(200 + i, first, NULL);
    }
    CHECK(!asks(301, &first));
    acknowledges(300, late, "hello"); /* as if it was lost */
    CHECK(world_sent.target == 0);
    for (unsigned i = 0; i < BACKLOG; i++)
        CHECK(accepts());
    CHECK(!accepts());
    acknowledges(300, late, "hello");
    CHECK(accepts());
}

TEST(all_memory_comes_back)
{
    forget_all();
    CHECK(world_lent == 0);
}

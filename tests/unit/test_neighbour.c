// as: tests/fuzz/net_world.c
/*
 * test_neighbour.c - a flood from our own network asks for few addresses.
 *
 * All frames come from the gateway's card: so answers to it came back to where
 * the frame was from.
 */
#include <string.h>

#include "lwip/priv/tcp_priv.h"
#include "lwip/stats.h"
#include "net/inner.h"
#include "net/net.h"
#include "tests/check.h"
#include "tests/unit/tcp_peer.h"

#define NEAR    0x0a004000u /* 10.0.64.0 */
#define MANY    1000        /* lwIP keeps 256 */
#define FAR     0xc0000201u /* 192.0.2.1 */
#define FRIEND  0x0a0002c8u /* 10.0.2.200 */
#define GATEWAY 0x0a000202u
#define BACKLOG 255

static void start(void)
{
    static struct net_socket *listener;
    struct net_addr a = {.family = 4, .port = 80};

    if (!listener) {
        setenv("ip", "10.0.2.15::10.0.2.2:255.255.0.0:::off", 1);
        CHECK(net_socket_new(NET_STREAM, 4, 0, &listener) == 0);
        CHECK(net_bind(listener, &a) == 0 &&
              net_listen(listener, BACKLOG) == 0);
    }
    net_lock();
    while (tcp_active_pcbs)
        tcp_abandon(tcp_active_pcbs, 0);
    net_unlock();
    world_pass(400000); /* all neighbours are forgotten */
    peer_tell_address();
}

/* Whether a SYN from @from is answered at once, to the card 52:55:@card. */
static bool answered(uint32_t from, uint32_t card)
{
    uint8_t mac[6] = {0x52, 0x55};

    memset(&world_sent, 0, sizeof(world_sent));
    peer_send(&(struct peer_segment){
        .from = from, .port = 1024, .seq = 1, .flags = SYN, .window = 1000});
    peer_put(mac + 2, card, 4);
    return world_sent.flags == (SYN | ACK) && world_sent.target == 1024 &&
           memcmp(world_sent.to, mac, sizeof(mac)) == 0;
}

TEST(a_few_are_asked_for)
{
    uint32_t before;

    start();
    before = lwip_stats.etharp.xmit;
    for (unsigned i = 0; i < 16; i++)
        CHECK(!answered(NEAR + i, GATEWAY)); /* that waits for the address */
    CHECK(lwip_stats.etharp.xmit == before + 16);
    for (unsigned i = 16; i < 200; i++)
        CHECK(answered(NEAR + i, GATEWAY));
    CHECK(lwip_stats.etharp.xmit == before + 16);
    CHECK(answered(FAR, GATEWAY));
}

TEST(who_is_known_stays_known)
{
    uint32_t before;

    start();
    peer_tell(FRIEND);
    for (unsigned i = 0; i < BACKLOG; i++)
        answered(NEAR + i, GATEWAY);
    world_pass(3000);
    before = lwip_stats.etharp.xmit;
    for (unsigned i = 0; i < MANY; i++)
        answered(NEAR + BACKLOG + i, GATEWAY); /* cookies */
    CHECK(answered(FRIEND, FRIEND));
    CHECK(lwip_stats.etharp.xmit <= before + 16);
    world_pass(1000);
    CHECK(!answered(NEAR + MANY, GATEWAY)); /* asks again */
}

/* The same of a SYN to our link-local address, from fe80::1:@last. */
static bool answered6(uint16_t last)
{
    static const uint8_t gateway[6] = {0x52, 0x55, 10, 0, 2, 2};
    uint8_t f[74] = {0x52, 0x54, 0,    0x12,     0x34,        0x56, 0x52,
                     0x55, 10,   0,    2,        2,           0x86, 0xdd,
                     0x60, 0,    0,    0,        0,           20,   6,
                     64,   0xfe, 0x80, [35] = 1, [38] = 0xfe, 0x80, [46] = 0x50,
                     0x54, 0,    0xff, 0xfe,     0x12,        0x34, 0x56};

    peer_put(f + 36, last, 2);
    peer_put(f + 54, 1024, 2);
    peer_put(f + 56, 80, 2);
    f[66] = 5 << 4;
    f[67] = SYN;
    peer_put(f + 68, 1000, 2);
    memset(&world_sent, 0, sizeof(world_sent));
    world_receive(f, sizeof(f), true);
    return world_sent.flags == (SYN | ACK) && world_sent.target == 1024 &&
           memcmp(world_sent.to, gateway, sizeof(gateway)) == 0;
}

TEST(fewer_are_asked_for_by_ipv6)
{
    static struct net_socket *listener;
    struct net_addr a = {.family = 6, .port = 80};

    start();
    if (!listener)
        CHECK(net_socket_new(NET_STREAM, 6, 0, &listener) == 0 &&
              net_set(listener, NET_OPT_V6ONLY, 1) == 0 &&
              net_bind(listener, &a) == 0 &&
              net_listen(listener, BACKLOG) == 0);
    for (uint16_t i = 0; i < 4; i++)
        CHECK(!answered6(i));
    for (uint16_t i = 4; i < 200; i++)
        CHECK(answered6(i));
}

TEST(an_answer_has_the_address_that_was_asked_for)
{
    start();
    CHECK(!answered(NEAR, NEAR));
    peer_tell(NEAR);
    CHECK(world_sent.flags == (SYN | ACK) && world_sent.to[4] == 0x40);
}

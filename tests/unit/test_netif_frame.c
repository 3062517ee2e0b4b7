/*
 * test_netif_frame.c - received frames of one slot and of several, of a backend
 * that keeps the rules and of one that does not.
 */
// links: drivers/xen/netif_frame.c
#include "drivers/xen/netif_frame.h"

#include "tests/check.h"

#define MORE   NETIF_RX_MORE
#define EXTRA  NETIF_RX_EXTRA
#define OPEN   NETIF_OPEN
#define WHOLE  NETIF_WHOLE
#define BAD    NETIF_BAD
#define LONGER NETIF_EXTRA_MORE

static struct netif_frame f;

static enum netif_step data_at(uint16_t offset, int16_t bytes, uint16_t flags,
                               bool large)
{
    union netif_rx_slot slot = {
        .data = {.offset = offset, .flags = flags, .status = bytes}};

    return netif_frame_add(&f, &slot, large);
}

static enum netif_step data(int16_t bytes, uint16_t flags)
{
    return data_at(0, bytes, flags, true);
}

static enum netif_step extra(uint8_t type, uint8_t flags, uint16_t size,
                             uint8_t gso_type)
{
    union netif_rx_slot slot = {
        .extra = {
            .type = type, .flags = flags, .size = size, .gso_type = gso_type}};

    return netif_frame_add(&f, &slot, true);
}

static enum netif_step gso(uint8_t flags, uint16_t size, uint8_t gso_type)
{
    return extra(NETIF_EXTRA_GSO, flags, size, gso_type);
}

TEST(one_slot_is_a_frame)
{
    CHECK(data_at(0, 60, 0, false) == WHOLE && f.total == 60 && !f.bad);
    CHECK(data_at(64, 1514, NETIF_RX_VALIDATED, true) == WHOLE);
    CHECK(f.total == 1514 && f.flags == NETIF_RX_VALIDATED && f.gso_size == 0);
    CHECK(data_at(0, 4096, 0, true) == WHOLE && f.total == 4096);
    CHECK(data_at(4082, 14, 0, true) == WHOLE && f.total == 14);
}

TEST(a_slot_of_no_sense_is_a_bad_frame)
{
    CHECK(data(-1, 0) == BAD && data(0, 0) == BAD && data(13, 0) == BAD);
    CHECK(data(4097, 0) == BAD && data(INT16_MIN, 0) == BAD);
    CHECK(data(INT16_MAX, 0) == BAD);
    CHECK(data_at(4083, 14, 0, true) == BAD);
    CHECK(data_at(4096, 14, 0, true) == BAD);
    CHECK(data_at(4097, 14, 0, true) == BAD);
    CHECK(data_at(UINT16_MAX, 14, 0, true) == BAD);
    CHECK(data(60, 0) == WHOLE && !f.bad);
}

TEST(several_slots_are_a_frame)
{
    CHECK(data(4096, MORE | NETIF_RX_CSUM_BLANK) == OPEN && f.more && !f.extra);
    CHECK(data(4096, MORE) == OPEN);
    CHECK(data(1, 0) == WHOLE && f.total == 8193);
    CHECK(f.flags == (MORE | NETIF_RX_CSUM_BLANK));
    CHECK(data(60, 0) == WHOLE && f.total == 60);
}

TEST(an_extra_slot_tells_of_segments)
{
    CHECK(data(4096, MORE | EXTRA) == OPEN && f.extra && f.more);
    CHECK(gso(0, 1448, NETIF_GSO_TCPV4) == OPEN && !f.extra && f.more);
    CHECK(data(100, 0) == WHOLE && f.total == 4196);
    CHECK(f.gso_size == 1448 && f.gso_type == NETIF_GSO_TCPV4);
    CHECK(data(2000, EXTRA) == OPEN);
    CHECK(gso(0, 1220, NETIF_GSO_TCPV6) == WHOLE && f.total == 2000);
    CHECK(f.gso_size == 1220 && f.gso_type == NETIF_GSO_TCPV6);
    CHECK(data(60, 0) == WHOLE && f.gso_size == 0);
}

TEST(a_bad_slot_makes_the_whole_frame_bad)
{
    CHECK(data(-1, MORE) == OPEN && f.bad && data(100, 0) == BAD);
    CHECK(data(13, MORE) == OPEN && data(100, 0) == BAD);
    CHECK(data(60, MORE) == OPEN && data(0, 0) == BAD);
    CHECK(data(60, MORE) == OPEN && data(-1, MORE) == OPEN);
    CHECK(data(60, 0) == BAD);
    CHECK(data(60, MORE) == OPEN && data(60, EXTRA) == BAD && !f.extra);
    CHECK(data(60, 0) == WHOLE);
}

static void bad_extra(uint8_t type, uint16_t size, uint8_t gso_type)
{
    CHECK(data(60, EXTRA) == OPEN);
    CHECK(extra(type, 0, size, gso_type) == BAD);
}

TEST(extras_of_no_sense_make_the_frame_bad)
{
    bad_extra(NETIF_EXTRA_GSO, 0, NETIF_GSO_TCPV4);
    bad_extra(NETIF_EXTRA_GSO, 1448, 0);
    bad_extra(NETIF_EXTRA_GSO, 1448, 3);
    bad_extra(NETIF_EXTRA_GSO, 1448, UINT8_MAX);
    for (unsigned type = 0; type <= UINT8_MAX; type++)
        if (type != NETIF_EXTRA_GSO)
            bad_extra((uint8_t)type, 1448, NETIF_GSO_TCPV4);
    CHECK(data(60, EXTRA) == OPEN);
    CHECK(gso(LONGER, 1448, NETIF_GSO_TCPV4) == OPEN && f.extra && !f.bad);
    CHECK(gso(0, 1448, NETIF_GSO_TCPV4) == BAD); /* twice */
    CHECK(data(60, 0) == WHOLE);
}

TEST(only_what_was_asked_for_is_taken)
{
    CHECK(data_at(0, 60, MORE, false) == OPEN && f.bad);
    CHECK(data_at(0, 60, 0, false) == BAD);
    CHECK(data_at(0, 60, EXTRA, false) == OPEN && f.bad);
    CHECK(gso(0, 1448, NETIF_GSO_TCPV4) == BAD);
    CHECK(data_at(0, 60, 0, false) == WHOLE);
}

TEST(a_frame_has_at_most_64_kib)
{
    for (unsigned i = 0; i < 16; i++)
        CHECK(data(4096, MORE) == OPEN);
    CHECK(data(14, 0) == WHOLE && f.total == 65550);
    for (unsigned i = 0; i < 16; i++)
        CHECK(data(4096, MORE) == OPEN);
    CHECK(data(15, 0) == BAD);
}

TEST(a_chain_has_an_end)
{
    f = (struct netif_frame){0};
    for (unsigned i = 0; i < NETIF_SLOTS_MOST; i++)
        CHECK(data(100, MORE) == OPEN);
    CHECK(data(100, MORE) == NETIF_ENDLESS);
    f = (struct netif_frame){0};
    CHECK(data(100, EXTRA) == OPEN);
    for (unsigned i = 1; i < NETIF_SLOTS_MOST; i++)
        CHECK(gso(LONGER, 1448, NETIF_GSO_TCPV4) == OPEN);
    CHECK(gso(LONGER, 1448, NETIF_GSO_TCPV4) == NETIF_ENDLESS);
    f = (struct netif_frame){0};
}

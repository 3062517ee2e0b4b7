/*
 * test_virtio_net_flow.c - which frames are taken for one flow.
 */
// links: drivers/virtio_net_flow.c
#include <stdlib.h>
#include <string.h>

#include "drivers/virtio_net.h"
#include "tests/check.h"

#define PAIRS 4

static uint8_t frame[128];

static size_t ip4(unsigned peer, unsigned protocol, unsigned port)
{
    static const uint8_t start[] = {0x45, 0, 0, 100, 0, 0, 0x40, 0, 64};

    memset(frame, 0, sizeof(frame));
    frame[12] = 8;
    memcpy(frame + 14, start, sizeof(start));
    frame[23] = (uint8_t)protocol;
    memcpy(frame + 26, "\x0a\x00\x02\x0f\x0a\x00\x02", 7);
    frame[33] = (uint8_t)peer;
    frame[35] = 80;
    frame[36] = (uint8_t)(port >> 8);
    frame[37] = (uint8_t)port;
    return 54;
}

static size_t ip6(unsigned peer, unsigned port)
{
    memset(frame, 0, sizeof(frame));
    frame[12] = 0x86;
    frame[13] = 0xdd;
    frame[14] = 0x60;
    frame[20] = 6;
    frame[22] = frame[38] = 0xfe;
    frame[53] = (uint8_t)peer;
    frame[55] = 80;
    frame[56] = (uint8_t)(port >> 8);
    frame[57] = (uint8_t)port;
    return 74;
}

static bool spread(const unsigned *n, unsigned of)
{
    for (unsigned i = 0; i < PAIRS; i++)
        if (n[i] < of / PAIRS / 2 || n[i] > of / PAIRS * 2)
            return false;
    return true;
}

TEST(ports_that_follow_each_other_spread)
{
    unsigned v4[PAIRS] = {0}, v6[PAIRS] = {0}, udp[PAIRS] = {0};

    for (unsigned port = 40000; port < 40400; port++) {
        size_t len = ip4(2, 6, port);

        v4[(uint64_t)net_flow(frame, len) * PAIRS >> 32]++;
        len = ip4(2, 17, port);
        udp[(uint64_t)net_flow(frame, len) * PAIRS >> 32]++;
        len = ip6(2, port);
        v6[(uint64_t)net_flow(frame, len) * PAIRS >> 32]++;
    }
    CHECK(spread(v4, 400) && spread(udp, 400) && spread(v6, 400));
}

/* The ports of a client's connections, which count up by one or two. */
TEST(a_few_connections_of_a_client_spread)
{
    for (unsigned step = 1; step <= 2; step++) {
        for (unsigned first = 32768; first < 60000; first += 1001) {
            unsigned n[PAIRS] = {0};

            for (unsigned i = 0; i < 16; i++) {
                size_t len = ip4(2, 6, first + i * step);

                n[(uint64_t)net_flow(frame, len) * PAIRS >> 32]++;
            }
            for (unsigned i = 0; i < PAIRS; i++)
                if (!CHECK(n[i] >= 3 && n[i] <= 5))
                    return;
        }
    }
}

TEST(peers_spread)
{
    unsigned v4[PAIRS] = {0}, v6[PAIRS] = {0};

    for (unsigned peer = 0; peer < 256; peer++) {
        size_t len = ip4(peer, 6, 40000);

        v4[(uint64_t)net_flow(frame, len) * PAIRS >> 32]++;
        len = ip6(peer, 40000);
        v6[(uint64_t)net_flow(frame, len) * PAIRS >> 32]++;
    }
    CHECK(spread(v4, 256) && spread(v6, 256));
}

TEST(what_changes_within_a_flow_does_not_matter)
{
    size_t len = ip4(2, 6, 40000);
    uint32_t flow = net_flow(frame, len);

    frame[17] = 60; /* length, identification, sequence number */
    frame[19] = 7;
    frame[38] = 0xaa;
    CHECK(net_flow(frame, len) == flow && net_flow(frame, 38) == flow);
    frame[37]++;
    CHECK(net_flow(frame, len) != flow);
}

TEST(fragments_have_no_ports)
{
    size_t len = ip4(2, 17, 40000);
    uint32_t first, later;

    frame[20] = 0x20; /* more follow */
    first = net_flow(frame, len);
    frame[20] = 0;
    frame[21] = 185;
    frame[37] = 99; /* data, where the first one has ports */
    later = net_flow(frame, len);
    CHECK(first == later);
    frame[21] = 0;
    CHECK(net_flow(frame, len) != first);
    len = ip6(2, 40000);
    frame[20] = 44; /* a fragment header */
    first = net_flow(frame, len);
    frame[57]++;
    CHECK(net_flow(frame, len) == first);
}

/* In memory of exactly that length: what is read beyond is found. */
TEST(short_frames_are_not_read_beyond_their_end)
{
    for (size_t len = 0; len <= 74; len++) {
        uint8_t *copy = malloc(len + (len == 0));

        for (int kind = 0; kind < 3; kind++) {
            if (kind == 2)
                ip6(2, 40000);
            else
                ip4(2, 6, 40000);
            frame[14] |= kind == 1 ? 0x0f : 0; /* 60 bytes of header */
            memcpy(copy, frame, len);
            net_flow(copy, len);
        }
        free(copy);
    }
    memset(frame, 0, sizeof(frame));
    CHECK(net_flow(frame, 60) == 0); /* not IP */
    ip4(2, 6, 40000);
    CHECK(net_flow(frame, 33) == 0);
}

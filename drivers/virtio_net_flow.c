/*
 * virtio_net_flow.c - which frames belong together.
 *
 * What tells flows apart are the peer's address and port, which often count up
 * from one to the next. Numbers that count up spread most evenly over a range
 * when they are multiplied by its golden section ("Fibonacci hashing"), so 16
 * connections of a client are 3 to 5 on each of 4 pairs of queues.
 */
#include "drivers/virtio_net.h"

#include "kernel/base.h"

/* Ethernet's header, and [RFC 791 3.1], [RFC 8200 3], [RFC 9293 3.1] */
#define ETHERNET 14
#define TYPE_IP4 0x0800
#define TYPE_IP6 0x86dd
#define IP4_MIN  20
#define IP6_MIN  40
#define FRAGMENT 0x3fff /* more follow, or it is not the first */
#define TCP      6
#define UDP      17
#define PORTS    4 /* bytes, where both have them */

#define GOLDEN   0x9e3779b1u /* 2^32 by the golden ratio, a prime */

static unsigned get16(const uint8_t *p)
{
    return (unsigned)p[0] << 8 | p[1];
}

static uint32_t get32(const uint8_t *p)
{
    return (uint32_t)get16(p) << 16 | get16(p + 2);
}

/* @p, @len: what follows the IP header. */
static uint32_t mix(uint32_t addresses, unsigned protocol, const uint8_t *p,
                    size_t len)
{
    uint32_t flow = addresses;

    if ((protocol == TCP || protocol == UDP) && len >= PORTS)
        flow += get32(p);
    return flow * GOLDEN;
}

static uint32_t flow4(const uint8_t *p, size_t len)
{
    size_t header = MIN((p[0] & 15u) * 4, len);
    unsigned protocol = get16(p + 6) & FRAGMENT ? 0 : p[9];

    return mix(get32(p + 12) ^ get32(p + 16), protocol, p + header,
               len - header);
}

/* Headers between IP and TCP are not looked for, so fragments have no ports. */
static uint32_t flow6(const uint8_t *p, size_t len)
{
    uint32_t addresses = 0;

    for (unsigned i = 8; i < IP6_MIN; i += 4)
        addresses ^= get32(p + i);
    return mix(addresses, p[6], p + IP6_MIN, len - IP6_MIN);
}

uint32_t net_flow(const uint8_t *frame, size_t len)
{
    unsigned type = len >= ETHERNET ? get16(frame + 12) : 0;

    if (type == TYPE_IP4 && len >= ETHERNET + IP4_MIN)
        return flow4(frame + ETHERNET, len - ETHERNET);
    if (type == TYPE_IP6 && len >= ETHERNET + IP6_MIN)
        return flow6(frame + ETHERNET, len - ETHERNET);
    return 0;
}

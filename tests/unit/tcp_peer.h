/*
 * tcp_peer.h - the other end of a TCP connection, for tests over the card of
 * tests/fuzz/net_world.h: the guest is 10.0.2.15, its gateway 10.0.2.2.
 */
#pragma once

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "tests/fuzz/net_world.h"

#define FIN      1
#define SYN      2
#define RST      4
#define ACK      16

#define PEER_MAX 600 /* bytes of options and data */

/* To the guest's port 80. */
struct peer_segment {
    uint32_t from; /* an address */
    uint16_t port; /* theirs */
    uint32_t seq, ack;
    uint8_t flags;
    uint16_t window;
    uint8_t options[12];
    unsigned options_length; /* a multiple of 4 */
    const char *data;        /* a string, or NULL */
};

static inline void peer_put(uint8_t *p, uint32_t n, int bytes)
{
    while (bytes--) {
        p[bytes] = (uint8_t)n;
        n >>= 8;
    }
}

static inline void peer_send(const struct peer_segment *s)
{
    uint8_t f[54 + PEER_MAX] = {0x52, 0x54, 0, 0x12, 0x34, 0x56, 0x52, 0x55,
                                10,   0,    2, 2,    8,    0,    0x45};
    unsigned head = 20 + s->options_length;
    unsigned length = s->data ? (unsigned)strlen(s->data) : 0;
    uint32_t sum = 0;

    peer_put(f + 16, 20 + head + length, 2);
    peer_put(f + 22, 64, 1);
    peer_put(f + 23, 6, 1);
    peer_put(f + 26, s->from, 4);
    peer_put(f + 30, 0x0a00020f, 4);
    for (int i = 14; i < 34; i += 2)
        sum += (uint32_t)f[i] << 8 | f[i + 1];
    sum = (sum & 0xffff) + (sum >> 16);
    peer_put(f + 24, ~(sum + (sum >> 16)), 2);
    peer_put(f + 34, s->port, 2);
    peer_put(f + 36, 80, 2);
    peer_put(f + 38, s->seq, 4);
    peer_put(f + 42, s->ack, 4);
    f[46] = (uint8_t)(head << 2);
    f[47] = s->flags;
    peer_put(f + 48, s->window, 2);
    memcpy(f + 54, s->options, s->options_length);
    if (s->data)
        memcpy(f + 34 + head, s->data, length);
    world_receive(f, 34 + head + length, true);
}

/* Where frames of the guest's to @address go: to the card 52:55:@address. */
static inline void peer_tell(uint32_t address)
{
    uint8_t f[60] = {0x52, 0x54, 0, 0x12, 0x34, 0x56, 0x52, 0x55, 0, 0, 0,
                     0,    8,    6, 0,    1,    8,    0,    6,    4, 0, 1,
                     0x52, 0x55, 0, 0,    0,    0,    0,    0,    0, 0, 0,
                     0,    0,    0, 0,    0,    10,   0,    2,    15};

    peer_put(f + 8, address, 4);
    peer_put(f + 24, address, 4);
    peer_put(f + 28, address, 4);
    world_receive(f, sizeof(f), false);
}

/* The same for its gateway, which is also who sends all of peer_send(). */
static inline void peer_tell_address(void)
{
    peer_tell(0x0a000202);
}

/* Before the first socket. */
static inline void peer_configure(void)
{
    setenv("ip", "10.0.2.15::10.0.2.2:255.255.255.0:::off", 1);
}

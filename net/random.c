/*
 * random.c - numbers that a peer cannot guess: ports, identifiers, sequence
 * numbers.
 *
 * SipHash-2-4 [SIPHASH] with a key made at the first use. Where the CPU has no
 * random numbers the key comes from its clocks: hard to guess from afar, no
 * more, and said in the log.
 */
#include <string.h>

#include "kernel/base.h"
#include "kernel/entropy.h"
#include "kernel/time.h"
#include "lwip/hooks.h"

static uint64_t key[2];

static uint64_t rotate(uint64_t x, unsigned n)
{
    return x << n | x >> (64 - n);
}

static void round_of(uint64_t v[4])
{
    v[0] += v[1];
    v[1] = rotate(v[1], 13) ^ v[0];
    v[0] = rotate(v[0], 32);
    v[2] += v[3];
    v[3] = rotate(v[3], 16) ^ v[2];
    v[0] += v[3];
    v[3] = rotate(v[3], 21) ^ v[0];
    v[2] += v[1];
    v[1] = rotate(v[1], 17) ^ v[2];
    v[2] = rotate(v[2], 32);
}

static void make_key(void)
{
    uint64_t now = 0;

    if (entropy_get(key, sizeof(key)) == 0)
        return;
    log_info("net: no random numbers from the CPU, a clock has to do");
    (void)time_realtime_ns(&now);
    key[0] = now ^ (uintptr_t)&now;
    (void)time_monotonic_ns(&now);
    key[1] = now * 0x9e3779b97f4a7c15 ^ __builtin_ia32_rdtsc();
}

/* SipHash-2-4 of @n words. */
static uint64_t hash(const uint64_t *word, size_t n)
{
    if (key[0] == 0 && key[1] == 0)
        make_key();
    uint64_t v[4] = {
        key[0] ^ 0x736f6d6570736575,
        key[1] ^ 0x646f72616e646f6d,
        key[0] ^ 0x6c7967656e657261,
        key[1] ^ 0x7465646279746573,
    };
    uint64_t last = (uint64_t)(n * 8) << 56;

    for (size_t i = 0; i <= n; i++) {
        uint64_t m = i < n ? word[i] : last;
        v[3] ^= m;
        round_of(v);
        round_of(v);
        v[0] ^= m;
    }
    v[2] ^= 0xff;
    for (int i = 0; i < 4; i++)
        round_of(v);
    return v[0] ^ v[1] ^ v[2] ^ v[3];
}

uint32_t net_random(void)
{
    static uint64_t count;

    count++;
    return (uint32_t)hash(&count, 1);
}

uint64_t net_flow_hash(const ip_addr_t *local_ip, uint16_t local_port,
                       const ip_addr_t *remote_ip, uint16_t remote_port,
                       uint64_t salt)
{
    uint64_t words[6] = {0};
    size_t n = IP_IS_V6_VAL(*remote_ip) ? 16 : 4; /* without zone and padding */

    memcpy(words, local_ip, n);
    memcpy(words + 2, remote_ip, n);
    words[4] = (uint64_t)local_port << 16 | remote_port;
    words[5] = salt;
    return hash(words, 6);
}

uint32_t net_tcp_isn(const ip_addr_t *local_ip, uint16_t local_port,
                     const ip_addr_t *remote_ip, uint16_t remote_port)
{
    uint64_t now = 0;

    (void)time_monotonic_ns(&now);
    return (uint32_t)net_flow_hash(local_ip, local_port, remote_ip, remote_port,
                                   0) +
           (uint32_t)(now / 4000);
}

/*
 * test_entropy.c - ChaCha20, and what counts as jitter.
 */
// links: tests/base_host.c kernel/chacha.c kernel/jitter.c
#include "kernel/jitter.h"

#include <string.h>

#include "kernel/base.h"
#include "kernel/chacha.h"
#include "tests/check.h"
#include "tests/unit/random.h"

/* [RFC 8439 A.1] test vectors 1 and 2: key and nonce of zeros */
TEST(chacha_is_that_of_the_rfc)
{
    static const uint8_t first[16] = {0x76, 0xb8, 0xe0, 0xad, 0xa0, 0xf1,
                                      0x3d, 0x90, 0x40, 0x5d, 0x6a, 0xe5,
                                      0x53, 0x86, 0xbd, 0x28};
    static const uint8_t second[16] = {0x9f, 0x07, 0xe7, 0xbe, 0x55, 0x51,
                                       0x38, 0x7a, 0x98, 0xba, 0x97, 0x7c,
                                       0x73, 0x2d, 0x08, 0x0d};
    uint32_t key[8] = {0}, out[16];

    chacha_block(key, 0, out);
    CHECK(memcmp(out, first, 16) == 0);
    chacha_block(key, 1, out);
    CHECK(memcmp(out, second, 16) == 0);
    key[7] = 1u << 24; /* test vector 3's key: the last byte is 1 */
    chacha_block(key, 1, out);
    CHECK(memcmp(out, "\x3a\xeb\x52\x24\xec\xf8\x49\x92", 8) == 0);
}

static uint8_t delta[JITTER_SAMPLES];

TEST(noise_is_worth_something)
{
    uint64_t state = 99;

    for (unsigned i = 0; i < JITTER_SAMPLES; i++)
        delta[i] = (uint8_t)(random_next(&state) >> 32);
    unsigned bits = jitter_bits(delta, JITTER_SAMPLES);
    CHECK(bits > 6 * JITTER_SAMPLES && bits <= 8 * JITTER_SAMPLES);
    /* mostly one value: a third of a bit each */
    for (unsigned i = 0; i < JITTER_SAMPLES; i++)
        delta[i] = random_below(&state, 5) ? 40 : delta[i];
    bits = jitter_bits(delta, JITTER_SAMPLES);
    CHECK(bits > JITTER_SAMPLES / 8 && bits < JITTER_SAMPLES / 2);
}

TEST(what_is_regular_is_worth_nothing)
{
    memset(delta, 17, sizeof(delta));
    CHECK(jitter_bits(delta, JITTER_SAMPLES) == 0);
    for (unsigned i = 0; i < JITTER_SAMPLES; i++)
        delta[i] = (uint8_t)(i * 3);
    CHECK(jitter_bits(delta, JITTER_SAMPLES) == 0);
    for (unsigned i = 0; i < JITTER_SAMPLES; i++)
        delta[i] = (uint8_t)(i % 2 ? 200 : 30);
    CHECK(jitter_bits(delta, JITTER_SAMPLES) == 0);
    for (unsigned i = 0; i < JITTER_SAMPLES; i++)
        delta[i] = (uint8_t)(i % 4 * 50 + i % 3);
    CHECK(jitter_bits(delta, JITTER_SAMPLES) < JITTER_SAMPLES * 5 / 2);
}

TEST(a_stuck_stretch_spoils_it)
{
    uint64_t state = 3;

    for (unsigned i = 0; i < JITTER_SAMPLES; i++)
        delta[i] = (uint8_t)(random_next(&state) >> 32);
    memset(delta + 1000, 9, 65);
    CHECK(jitter_bits(delta, JITTER_SAMPLES) == 0);
    memset(delta + 1000, 9, 20);
    delta[1020] = 1;
    memset(delta + 1021, 9, 44);
    CHECK(jitter_bits(delta, JITTER_SAMPLES) > 0);
}

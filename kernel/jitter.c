/*
 * jitter.c - see jitter.h.
 */
#include "kernel/jitter.h"

#include "arch/x86/cpu.h"
#include "kernel/base.h"
#include "kernel/chacha.h"
#include "kernel/string.h"

#define RUN_MAX     64   /* equal differences, one behind the other */
#define BITS_WANTED 1024 /* of the guess, for a key of 256 */
#define WORK        2048 /* bytes that are walked through */
#define LAGS        4
#define ATTEMPTS    8 /* a host may be quiet for a while */

/* -log2(most / count) in sixteenths, rounded down; most > 0. */
static unsigned log2_16(unsigned most, unsigned count)
{
    uint64_t x = ((uint64_t)count << 16) / most; /* 16.16, at least 1 */
    unsigned bits = 0;

    while (x >= 2u << 16) {
        x >>= 1;
        bits += 16;
    }
    for (unsigned step = 8; step > 0; step /= 2) {
        x = x * x >> 16;
        if (x >= 2u << 16) {
            x >>= 1;
            bits += step;
        }
    }
    return bits;
}

/* The most frequent of delta[i] - delta[i - lag], lag 0: of delta itself. */
static unsigned most_frequent(const uint8_t *delta, unsigned count,
                              unsigned lag)
{
    uint16_t seen[256] = {0};
    unsigned most = 1;

    for (unsigned i = lag; i < count; i++) {
        uint8_t v = (uint8_t)(lag ? delta[i] - delta[i - lag] : delta[i]);

        seen[v]++;
        most = MAX(most, seen[v]);
    }
    return most;
}

unsigned jitter_bits(const uint8_t *delta, unsigned count)
{
    unsigned run = 1, least = 8 * 16;

    assert(count > LAGS && count <= UINT16_MAX);
    for (unsigned i = 1; i < count; i++) {
        run = delta[i] == delta[i - 1] ? run + 1 : 1;
        if (run > RUN_MAX)
            return 0;
    }
    for (unsigned lag = 0; lag <= LAGS; lag++) {
        unsigned most = most_frequent(delta, count, lag);

        least = MIN(least, log2_16(most, count - lag));
    }
    return (unsigned)((uint64_t)least * count / 16);
}

/* Work whose time depends on caches, and on whatever else the host does. */
static void work(uint8_t *memory, uint64_t *at)
{
    for (unsigned i = 0; i < 32; i++) {
        memory[*at % WORK]++;
        *at = *at * 6364136223846793005ull + memory[(*at >> 7) % WORK] + 1;
    }
}

/* Whether the samples are as irregular as they must be. */
static bool sample(uint8_t delta[JITTER_SAMPLES])
{
    static uint8_t memory[WORK];
    uint64_t at = cpu_rdtsc(), last = at;

    for (unsigned i = 0; i < JITTER_SAMPLES; i++) {
        uint64_t now;

        work(memory, &at);
        now = cpu_rdtsc();
        delta[i] = (uint8_t)((now - last) ^ (now - last) >> 8);
        last = now;
    }
    return jitter_bits(delta, JITTER_SAMPLES) >= BITS_WANTED;
}

bool jitter_seed(uint32_t key[8])
{
    static uint8_t delta[JITTER_SAMPLES];
    uint32_t state[8] = {0}, block[16];
    unsigned tries = ATTEMPTS;

    while (!sample(delta)) {
        if (--tries == 0)
            return false;
    }
    for (unsigned i = 0; i < JITTER_SAMPLES; i += 32) {
        for (unsigned j = 0; j < 8; j++) {
            uint32_t word;
            memcpy(&word, delta + i + 4 * j, 4);
            state[j] ^= word;
        }
        chacha_block(state, i, block);
        memcpy(state, block, sizeof(state));
    }
    memcpy(key, state, sizeof(state));
    memset(delta, 0, sizeof(delta));
    return true;
}

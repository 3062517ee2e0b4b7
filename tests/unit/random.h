/*
 * random.h - reproducible pseudo-random numbers for property tests.
 */
#pragma once

#include <stdint.h>

/* xorshift64*; @state must not be 0. */
static inline uint64_t random_next(uint64_t *state)
{
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    return *state * 0x2545f4914f6cdd1dULL;
}

/* A number below @limit, which is not 0. */
static inline uint64_t random_below(uint64_t *state, uint64_t limit)
{
    return (random_next(state) >> 16) % limit;
}

/*
 * jitter.h - random bits from how long the same work takes each time.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define JITTER_SAMPLES 4096

/*
 * jitter_bits - how unpredictable @count time differences are, in bits in all,
 * by a cautious guess; 0 if they are too regular to be worth anything.
 *
 * The guess is that of the most frequent value, of the differences, of what
 * the differences differ by, and of both a few steps apart, whichever is
 * least [NIST SP 800-90B 6.3.1]; and a run of equal ones [4.4.1] is worth
 * nothing at all. A machine whose clock follows its instructions (QEMU's
 * -icount) does not pass.
 */
unsigned jitter_bits(const uint8_t *delta, unsigned count);

/*
 * jitter_seed - make a key from the CPU's clock.
 *
 * Returns false if the clock is too regular. A few milliseconds. Thread
 * context.
 */
bool jitter_seed(uint32_t key[8]);

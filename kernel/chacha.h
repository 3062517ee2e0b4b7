/*
 * chacha.h - the ChaCha20 block function, from which random bytes are made.
 */
#pragma once

#include <stdint.h>

/*
 * chacha_block - the 64 bytes of block @counter under @key, nonce 0.
 *
 * @out  16 words, in the CPU's byte order
 *
 * Any context. [RFC 8439 2.3]
 */
void chacha_block(const uint32_t key[8], uint32_t counter, uint32_t out[16]);

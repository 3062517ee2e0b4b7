/*
 * chacha.c - see chacha.h.
 */
#include "kernel/chacha.h"

static uint32_t rotate(uint32_t x, unsigned n)
{
    return x << n | x >> (32 - n);
}

/* [RFC 8439 2.1] */
static void quarter(uint32_t *x, unsigned a, unsigned b, unsigned c, unsigned d)
{
    x[a] += x[b];
    x[d] = rotate(x[d] ^ x[a], 16);
    x[c] += x[d];
    x[b] = rotate(x[b] ^ x[c], 12);
    x[a] += x[b];
    x[d] = rotate(x[d] ^ x[a], 8);
    x[c] += x[d];
    x[b] = rotate(x[b] ^ x[c], 7);
}

void chacha_block(const uint32_t key[8], uint32_t counter, uint32_t out[16])
{
    /* "expand 32-byte k" */
    uint32_t in[16] = {0x61707865, 0x3320646e, 0x79622d32, 0x6b206574};

    for (unsigned i = 0; i < 8; i++)
        in[4 + i] = key[i];
    in[12] = counter;
    for (unsigned i = 0; i < 16; i++)
        out[i] = in[i];
    for (unsigned i = 0; i < 10; i++) {
        for (unsigned j = 0; j < 4; j++)
            quarter(out, j, 4 + j, 8 + j, 12 + j);
        for (unsigned j = 0; j < 4; j++)
            quarter(out, j, 4 + (j + 1) % 4, 8 + (j + 2) % 4, 12 + (j + 3) % 4);
    }
    for (unsigned i = 0; i < 16; i++)
        out[i] += in[i];
}

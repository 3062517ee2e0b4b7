/*
 * checksum.c - the Internet check sum [RFC 1071], eight bytes at a time.
 */
#include <string.h>

#include "lwip/arch.h"

/* A sum of 32-bit halves cannot overflow 64 bits: @len is an int. */
uint16_t net_checksum(const void *data, int len)
{
    const uint8_t *p = data;
    uint64_t a = 0, b = 0, word;

    for (; len >= 16; p += 16, len -= 16) {
        uint64_t next;
        memcpy(&word, p, 8);
        memcpy(&next, p + 8, 8);
        a += (word & UINT32_MAX) + (word >> 32);
        b += (next & UINT32_MAX) + (next >> 32);
    }
    a += b;
    for (; len > 0; p += 4, len -= 4) {
        uint32_t rest = 0;
        memcpy(&rest, p, len < 4 ? (size_t)len : 4);
        a += rest;
    }
    while (a >> 16)
        a = (a & UINT16_MAX) + (a >> 16);
    return (uint16_t)a;
}

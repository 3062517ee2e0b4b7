/*
 * bytes.h - little-endian fields of tables that promise no alignment.
 *
 * For the parsers of ACPI's and the MP specification's tables. The caller has
 * made sure that the bytes are there.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* bytes_get16 - the 16-bit number at @p, any alignment. */
static inline uint16_t bytes_get16(const uint8_t *p)
{
    uint16_t value;

    __builtin_memcpy(&value, p, sizeof(value));
    return value;
}

/* bytes_get32 - the 32-bit number at @p, any alignment. */
static inline uint32_t bytes_get32(const uint8_t *p)
{
    uint32_t value;

    __builtin_memcpy(&value, p, sizeof(value));
    return value;
}

/* bytes_get64 - the 64-bit number at @p, any alignment. */
static inline uint64_t bytes_get64(const uint8_t *p)
{
    uint64_t value;

    __builtin_memcpy(&value, p, sizeof(value));
    return value;
}

/* bytes_sum_is_zero - whether the @len bytes at @p add up to 0, modulo 256. */
static inline bool bytes_sum_is_zero(const uint8_t *p, uint32_t len)
{
    uint8_t sum = 0;

    for (uint32_t i = 0; i < len; i++)
        sum += p[i];
    return sum == 0;
}

/* bytes_same - whether the @n bytes at @p are those of the string @s. */
static inline bool bytes_same(const uint8_t *p, const char *s, unsigned n)
{
    for (unsigned i = 0; i < n; i++) {
        if (p[i] != (uint8_t)s[i])
            return false;
    }
    return true;
}

/*
 * disk_pattern.h - what the sectors of the test disk hold, for both sides.
 *
 * The host makes DISK_SECTORS of DISK_OLD; the guest reads them, writes
 * DISK_NEW to the sectors in [DISK_WRITTEN, +DISK_WRITTEN_COUNT), and
 * zeros to those in [DISK_ZEROED, +DISK_ZEROED_COUNT).
 */
#pragma once

#include <stdint.h>

#define DISK_SECTORS       32768u
#define DISK_WRITTEN       1000u
#define DISK_WRITTEN_COUNT 4000u
#define DISK_ZEROED        20000u
#define DISK_ZEROED_COUNT  1111u
#define DISK_OLD           0x9e3779b97f4a7c15ull
#define DISK_NEW           0xc2b2ae3d27d4eb4full
#define DISK_SERIAL        "pith-test-disk"

/* The @i-th of 64 words of @sector. */
static inline uint64_t disk_word(uint64_t kind, uint64_t sector, unsigned i)
{
    return (sector * 64 + i + 1) * kind;
}

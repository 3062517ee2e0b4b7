/*
 * tsc.h - how fast the time-stamp counter counts.
 */
#pragma once

#include <stdint.h>

/*
 * tsc_frequency - ticks a second of cpu_rdtsc(), or 0 if nothing here tells.
 *
 * The first call asks CPUID and, if that does not know, measures against the
 * PIT or ACPI's PM timer: 5 ms, and twice that on a machine so
 * busy that two measurements differ. Uses ports 0x42, 0x43 and 0x61.
 */
uint64_t tsc_frequency(void);

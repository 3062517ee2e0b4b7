/*
 * tsc.h - how fast the time-stamp counter counts.
 */
#pragma once

#include <stdint.h>

/*
 * tsc_frequency - ticks a second of cpu_rdtsc(), or 0 if nothing here tells.
 *
 * The first call asks CPUID and, if that does not know, measures against the
 * PIT, ACPI's PM timer or the HPET: 5 ms, and twice that on a machine so
 * busy that two measurements differ. Uses ports 0x42, 0x43 and 0x61.
 */
uint64_t tsc_frequency(void);

/*
 * tsc_apic_frequency - ticks a second of the local APIC's timer before its
 * divider, if CPUID tells, else 0.
 */
uint64_t tsc_apic_frequency(void);

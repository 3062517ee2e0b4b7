/*
 * time.h - clocks. Nothing is measured before somebody asks.
 */
#pragma once

#include <stdint.h>

#define NS_PER_S 1000000000ull

/*
 * time_monotonic_ns - nanoseconds since boot; never goes back.
 *
 * The first call finds the TSC's frequency (CPUID, else a calibration of at
 * most 10 ms). Returns 0, or -ENODEV if the machine has no way to tell.
 */
int time_monotonic_ns(uint64_t *ns);

/*
 * time_realtime_ns - nanoseconds since 1970-01-01 UTC.
 *
 * From the RTC, read once, or from pith.epoch=SECONDS. -ENODEV if neither.
 */
int time_realtime_ns(uint64_t *ns);

/* time_sleep_ns - wait at least @ns. -ENODEV without a clock. */
int time_sleep_ns(uint64_t ns);

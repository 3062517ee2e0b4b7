/*
 * time.h - clocks. Nothing is measured before somebody asks.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define NS_PER_S 1000000000ull

/*
 * time_init - choose a clock: the hypervisor's, else the time-stamp counter.
 *
 * Finds the TSC's frequency (CPUID, else a calibration of at most 10 ms).
 * Idempotent and cheap when done; the first call is made before there is a
 * second thread. Returns 0, or -ENODEV if the machine has no way to tell.
 */
int time_init(void);

/*
 * time_set_unstable - the CPUs' time-stamp counters differ.
 *
 * From now on nobody is shown a time before one that was shown to somebody.
 * Any context.
 */
void time_set_unstable(void);

/* time_clock_name - "kvmclock", "TSC"; "none" without or before time_init(). */
const char *time_clock_name(void);

/*
 * time_monotonic_ns - nanoseconds since boot; never goes back.
 *
 * Returns 0, or -ENODEV if the machine has no way to tell. Calls time_init():
 * any context once that was called.
 */
int time_monotonic_ns(uint64_t *ns);

/* time_now_ns - the same clock after time_init() returned 0. Any context. */
uint64_t time_now_ns(void);

/*
 * time_tsc_to_ns, time_ns_to_tsc - a length of time in the other unit.
 *
 * Rounded down; UINT64_MAX if it does not fit. After time_init() returned 0;
 * any context.
 */
uint64_t time_tsc_to_ns(uint64_t ticks);
uint64_t time_ns_to_tsc(uint64_t ns);

/*
 * time_realtime_ns - nanoseconds since 1970-01-01 UTC.
 *
 * From pith.epoch=SECONDS, which wins since somebody asked for it; else from
 * the hypervisor; else from the RTC, read once. -ENODEV if there is none.
 * Thread context.
 */
int time_realtime_ns(uint64_t *ns);

/*
 * time_sleep_until - block until time_monotonic_ns() shows @deadline_ns.
 *
 * @interruptible  a signal ends it, with -EINTR
 * @unless         as in struct wait_reason [kernel/wait.h]; may be NULL
 *
 * The CPU runs other threads or halts meanwhile; on a machine that has a clock
 * and no timer it is kept busy. Returns 0, -EINTR, or -ENODEV without a clock.
 * Thread context.
 */
int time_sleep_until(uint64_t deadline_ns, bool interruptible,
                     const uint32_t *unless);

/* time_sleep_ns - the same for @ns from now, not interruptible. */
int time_sleep_ns(uint64_t ns);

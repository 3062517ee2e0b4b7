/*
 * clock.h - POSIX clocks read as nanoseconds, and times on them.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "kernel/time.h"

/* libc_read_clock - 0, or a negative error; -EINVAL if there is no such
 * clock. */
int libc_read_clock(clockid_t clock, uint64_t *ns);

/* libc_timespec_ns - false if @ts is no time; what does not fit is for ever,
 * and then some may be added to @ns. */
bool libc_timespec_ns(const struct timespec *ts, uint64_t *ns);

static inline struct timespec libc_ns_timespec(uint64_t ns)
{
    return (struct timespec){(time_t)(ns / NS_PER_S), (long)(ns % NS_PER_S)};
}

/*
 * libc_clock_deadline - the monotonic time at which @clock will show @ns.
 *
 * Unless @absolute @ns counts from now. @clock is CLOCK_REALTIME or one that
 * is the monotonic one. A thread that is interrupted in here finds a time that
 * is too late, never one that is too early. Returns 0, or -ENODEV without a
 * clock.
 */
int libc_clock_deadline(clockid_t clock, bool absolute, uint64_t ns,
                        uint64_t *deadline);

/*
 * sleep.c - nanosleep() and clock_nanosleep(): the thread blocks.
 *
 * Cancellation points. sleep() and usleep() are newlib's, on top of these.
 */
#define _GNU_SOURCE /* for the names of all clocks */
#include <errno.h>
#include <stdint.h>
#include <time.h>

#include "libc/cancel.h"
#include "libc/clock.h"
#include "libc/interrupt.h"

static void tell_rest(uint64_t deadline, struct timespec *left)
{
    uint64_t now, rest = 0;

    if (left && time_monotonic_ns(&now) == 0) {
        rest = deadline > now ? deadline - now : 0;
        *left = libc_ns_timespec(rest);
    }
}

/* Only a handler that ran, or a cancellation, ends it early. */
static int sleep_until(uint64_t deadline)
{
    uint32_t handled = libc_handled();
    int error;

    do
        error = time_sleep_until(deadline, 1, libc_cancel_word());
    while (error == -EINTR && libc_handled() == handled &&
           !libc_cancel_wanted());
    libc_cancel_point();
    return error;
}

/* Returns the error's number, as POSIX has it for this one. */
int clock_nanosleep(clockid_t clock, int flags, const struct timespec *time,
                    struct timespec *left)
{
    int absolute = flags & TIMER_ABSTIME, error;
    uint64_t ns, deadline = 0;

    if (!libc_timespec_ns(time, &ns) || (flags & ~TIMER_ABSTIME))
        return EINVAL;
    if (clock != CLOCK_REALTIME && clock != CLOCK_MONOTONIC &&
        clock != CLOCK_BOOTTIME)
        return EINVAL;
    libc_cancel_point();
    error = libc_clock_deadline(clock, absolute, ns, &deadline);
    if (!error)
        error = sleep_until(deadline);
    if ((!error || error == -EINTR) && !absolute)
        tell_rest(deadline, left);
    return -error;
}

int nanosleep(const struct timespec *time, struct timespec *left)
{
    int error = clock_nanosleep(CLOCK_MONOTONIC, 0, time, left);

    if (error)
        errno = error;
    return error ? -1 : 0;
}

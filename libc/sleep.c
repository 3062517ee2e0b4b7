/*
 * sleep.c - nanosleep() and clock_nanosleep(): the thread blocks.
 *
 * Cancellation points. sleep() and usleep() are newlib's, on top of these.
 * Nobody can set the real time, so its difference to the monotonic clock stays
 * as it is.
 */
#define _GNU_SOURCE /* for the names of all clocks */
#include <errno.h>
#include <stdint.h>
#include <time.h>

#include "kernel/time.h"
#include "libc/cancel.h"
#include "libc/clock.h"
#include "libc/interrupt.h"

/* False if it is no time; what does not fit is for ever. */
static int ns_of(const struct timespec *ts, uint64_t *ns)
{
    if (ts->tv_sec < 0 || ts->tv_nsec < 0 || ts->tv_nsec >= (long)NS_PER_S)
        return 0;
    if (__builtin_mul_overflow((uint64_t)ts->tv_sec, NS_PER_S, ns) ||
        __builtin_add_overflow(*ns, (uint64_t)ts->tv_nsec, ns))
        *ns = UINT64_MAX;
    return 1;
}

static void tell_rest(uint64_t deadline, struct timespec *left)
{
    uint64_t now, rest = 0;

    if (left && time_monotonic_ns(&now) == 0) {
        rest = deadline > now ? deadline - now : 0;
        *left = (struct timespec){(time_t)(rest / NS_PER_S),
                                  (long)(rest % NS_PER_S)};
    }
}

/* When @ns, of @clock and absolute or from now, is by the monotonic clock. */
static int find_deadline(clockid_t clock, int absolute, uint64_t ns,
                         uint64_t *deadline)
{
    uint64_t now, now_there;
    int error = time_monotonic_ns(&now);

    if (!error)
        error = libc_read_clock(clock, &now_there);
    if (error)
        return error;
    if (absolute)
        ns = ns > now_there ? ns - now_there : 0;
    if (__builtin_add_overflow(now, ns, deadline))
        *deadline = UINT64_MAX;
    return 0;
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

    if (!ns_of(time, &ns) || (flags & ~TIMER_ABSTIME))
        return EINVAL;
    if (clock != CLOCK_REALTIME && clock != CLOCK_MONOTONIC &&
        clock != CLOCK_BOOTTIME)
        return EINVAL;
    libc_cancel_point();
    error = find_deadline(clock, absolute, ns, &deadline);
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

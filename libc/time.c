/*
 * time.c - clocks of POSIX on top of the runtime's two.
 *
 * There is one process and it never sleeps for others: its CPU time is the
 * time since the start. sleep(), usleep(), clock() and time() are newlib's, on
 * top of these.
 */
#define _GNU_SOURCE /* for the names of all clocks */
#include <errno.h>
#include <stdint.h>
#include <sys/time.h>
#include <sys/times.h>
#include <time.h>

#include "kernel/time.h"

static int fail(int error)
{
    errno = error;
    return -1;
}

static struct timespec timespec_of(uint64_t ns)
{
    return (struct timespec){(time_t)(ns / NS_PER_S), (long)(ns % NS_PER_S)};
}

/* 0, or a negative error; -EINVAL if there is no such clock. */
static int read_clock(clockid_t clock, uint64_t *ns)
{
    switch (clock) {
    case CLOCK_REALTIME:
    case CLOCK_REALTIME_COARSE:
        return time_realtime_ns(ns);
    case CLOCK_MONOTONIC:
    case CLOCK_MONOTONIC_RAW:
    case CLOCK_MONOTONIC_COARSE:
    case CLOCK_BOOTTIME:
        return time_monotonic_ns(ns);
    default:
        return -EINVAL;
    }
}

int clock_gettime(clockid_t clock, struct timespec *ts)
{
    uint64_t ns;
    int error = read_clock(clock, &ns);

    if (error)
        return fail(-error);
    *ts = timespec_of(ns);
    return 0;
}

int clock_getres(clockid_t clock, struct timespec *res)
{
    uint64_t ns;
    int error = read_clock(clock, &ns);

    if (error)
        return fail(-error);
    if (res)
        *res = timespec_of(1);
    return 0;
}

int clock_settime(clockid_t clock, const struct timespec *ts)
{
    (void)clock;
    (void)ts;
    return fail(EPERM);
}

int gettimeofday(struct timeval *restrict tv, void *restrict tz)
{
    uint64_t ns;
    int error = time_realtime_ns(&ns);

    if (error)
        return fail(-error);
    tv->tv_sec = (time_t)(ns / NS_PER_S);
    tv->tv_usec = (suseconds_t)(ns % NS_PER_S / 1000);
    if (tz)
        *(struct timezone *)tz = (struct timezone){0, 0};
    return 0;
}

int nanosleep(const struct timespec *time, struct timespec *left)
{
    uint64_t ns;
    int error;

    if (time->tv_sec < 0 || time->tv_nsec < 0 ||
        time->tv_nsec >= (long)NS_PER_S)
        return fail(EINVAL);
    if (__builtin_mul_overflow((uint64_t)time->tv_sec, NS_PER_S, &ns) ||
        __builtin_add_overflow(ns, (uint64_t)time->tv_nsec, &ns))
        ns = UINT64_MAX;
    error = time_sleep_ns(ns);
    if (error)
        return fail(-error);
    if (left)
        *left = (struct timespec){0, 0};
    return 0;
}

clock_t times(struct tms *tms)
{
    uint64_t ns;
    clock_t ticks;
    int error = time_monotonic_ns(&ns);

    if (error)
        return (clock_t)fail(-error);
    ticks = (clock_t)(ns / (NS_PER_S / CLOCKS_PER_SEC));
    if (tms)
        *tms = (struct tms){.tms_utime = ticks};
    return ticks;
}

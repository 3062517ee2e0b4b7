/*
 * time.c - clocks of POSIX on top of the runtime's two.
 *
 * clock() and time() are newlib's, on top of these; sleeping is in sleep.c.
 */
#define _GNU_SOURCE /* for the names of all clocks */
#include <errno.h>
#include <stdint.h>
#include <sys/time.h>
#include <sys/times.h>
#include <time.h>

#include "kernel/thread.h"
#include "kernel/time.h"
#include "libc/clock.h"
#include "libc/thread_clock.h"

/* Whoever has such an id has it from pthread_getcpuclockid(), beside it. */
__attribute__((weak)) int libc_thread_clock(clockid_t clock, uint64_t *ns);

static int fail(int error)
{
    errno = error;
    return -1;
}

int libc_read_clock(clockid_t clock, uint64_t *ns)
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
    case CLOCK_PROCESS_CPUTIME_ID:
        return thread_all_cpu_ns(ns);
    case CLOCK_THREAD_CPUTIME_ID:
        return thread_cpu_ns(thread_current(), ns);
    default:
        if (clock >= LIBC_THREAD_CLOCK_MIN && libc_thread_clock)
            return libc_thread_clock(clock, ns);
        return -EINVAL;
    }
}

int clock_gettime(clockid_t clock, struct timespec *ts)
{
    uint64_t ns;
    int error = libc_read_clock(clock, &ns);

    if (error)
        return fail(-error);
    *ts = libc_ns_timespec(ns);
    return 0;
}

int clock_getres(clockid_t clock, struct timespec *res)
{
    uint64_t ns;
    int error = libc_read_clock(clock, &ns);

    if (error)
        return fail(-error);
    if (res)
        *res = libc_ns_timespec(1);
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

clock_t times(struct tms *tms)
{
    const uint64_t tick_ns = NS_PER_S / CLOCKS_PER_SEC;
    uint64_t ns, used;
    int error = time_monotonic_ns(&ns);

    if (!error)
        error = thread_all_cpu_ns(&used);
    if (error)
        return (clock_t)fail(-error);
    if (tms)
        *tms = (struct tms){.tms_utime = (clock_t)(used / tick_ns)};
    return (clock_t)(ns / tick_ns);
}

/*
 * clock.c - times on POSIX clocks as the monotonic clock's nanoseconds.
 */
#include "libc/clock.h"

#define FOR_EVER (UINT64_MAX / 2)

bool libc_timespec_ns(const struct timespec *ts, uint64_t *ns)
{
    if (ts->tv_sec < 0 || ts->tv_nsec < 0 || ts->tv_nsec >= (long)NS_PER_S)
        return false;
    if (__builtin_mul_overflow((uint64_t)ts->tv_sec, NS_PER_S, ns) ||
        __builtin_add_overflow(*ns, (uint64_t)ts->tv_nsec, ns) ||
        *ns > FOR_EVER)
        *ns = FOR_EVER;
    return true;
}

/* Nobody can set the real time: what lies between the clocks stays. */
int libc_clock_deadline(clockid_t clock, bool absolute, uint64_t ns,
                        uint64_t *deadline)
{
    uint64_t now, real;
    int err;

    if (absolute && clock != CLOCK_REALTIME) {
        *deadline = ns;
        return time_init();
    }
    if (absolute) {
        err = time_realtime_ns(&real);
        if (err)
            return err;
        ns = ns > real ? ns - real : 0;
    }
    err = time_monotonic_ns(&now);
    *deadline = now + ns;
    return err;
}

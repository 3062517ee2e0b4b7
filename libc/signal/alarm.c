/*
 * alarm.c - alarm(), ualarm(), setitimer(ITIMER_REAL): SIGALRM in time.
 *
 * They share one timer. Without a timer in the machine setitimer() fails with
 * ENOSYS, and alarm() never rings.
 */
#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <sys/time.h>
#include <unistd.h>

#include "kernel/mutex.h"
#include "libc/clock.h"
#include "libc/fd.h"
#include "libc/signal/internal.h"
#include "libc/signal/interval.h"

#define NS_PER_US 1000u
#define US_PER_S  1000000

static void expired(struct interval *i, uint64_t times)
{
    static const siginfo_t info = {.si_signo = SIGALRM, .si_code = SI_KERNEL};

    (void)i;
    (void)times;
    libc_signal_send(NULL, &info, NULL);
}

static struct interval real = {.expired = expired,
                               .lock = SPINLOCK_INIT(SPIN_EVENT)};
static struct mutex mutex = MUTEX_INIT;

/* Times from now; what was left before. */
static int set(uint64_t ns, uint64_t period, uint64_t *left,
               uint64_t *old_period)
{
    uint64_t now = 0;
    int err;

    mutex_lock(&mutex);
    libc_interval_get(&real, left, old_period);
    err = time_monotonic_ns(&now);
    if (!err)
        err = libc_interval_set(&real, ns ? now + ns : 0, period);
    mutex_unlock(&mutex);
    return err ? -ENOSYS : 0;
}

static bool ns_of(const struct timeval *tv, uint64_t *ns)
{
    struct timespec ts = {.tv_sec = tv->tv_sec, .tv_nsec = tv->tv_usec * 1000};

    return tv->tv_usec >= 0 && tv->tv_usec < US_PER_S &&
           libc_timespec_ns(&ts, ns);
}

/* Rounded up, so that what is left is never told as nothing. */
static struct timeval tv_of(uint64_t ns)
{
    uint64_t us = (ns + NS_PER_US - 1) / NS_PER_US;

    return (struct timeval){.tv_sec = (time_t)(us / US_PER_S),
                            .tv_usec = (suseconds_t)(us % US_PER_S)};
}

static void tell(struct itimerval *value, uint64_t left, uint64_t period)
{
    if (value)
        *value = (struct itimerval){.it_interval = tv_of(period),
                                    .it_value = tv_of(left)};
}

int getitimer(int which, struct itimerval *value)
{
    uint64_t left, period;

    if (which != ITIMER_REAL)
        return (int)libc_result(-EINVAL);
    libc_interval_get(&real, &left, &period);
    tell(value, left, period);
    return 0;
}

int setitimer(int which, const struct itimerval *restrict value,
              struct itimerval *restrict old)
{
    uint64_t ns, period, left, old_period;
    int err;

    if (which != ITIMER_REAL || !ns_of(&value->it_value, &ns) ||
        !ns_of(&value->it_interval, &period))
        return (int)libc_result(-EINVAL);
    err = set(ns, period, &left, &old_period);
    if (!err)
        tell(old, left, old_period);
    return (int)libc_result(err);
}

unsigned alarm(unsigned seconds)
{
    uint64_t left, period;

    set(seconds * NS_PER_S, 0, &left, &period);
    return (unsigned)((left + NS_PER_S - 1) / NS_PER_S);
}

useconds_t ualarm(useconds_t us, useconds_t period_us)
{
    uint64_t left, period;

    set((uint64_t)us * NS_PER_US, (uint64_t)period_us * NS_PER_US, &left,
        &period);
    return (useconds_t)(left / NS_PER_US);
}

/*
 * timer.c - timer_create() and its kin.
 *
 * A timer's signal is queued once; periods that end before it is taken are
 * its overruns. SIGEV_THREAD's functions are called one after the other by
 * one thread that is made for them; sigev_notify_attributes are not looked at.
 */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <time.h>

#include "kernel/mutex.h"
#include "kernel/wait.h"
#include "libc/clock.h"
#include "libc/fd.h"
#include "libc/pthread/internal.h"
#include "libc/signal/internal.h"
#include "libc/signal/interval.h"

#define TIMERS 64 /* POSIX wants 32 at least */

struct process_timer {
    struct interval interval; /* first: what expired() gets */
    struct signal_entry entry;
    struct sigevent event;
    clockid_t clock;
    uint32_t calls; /* SIGEV_THREAD: still to do */
    bool used;
};

static struct process_timer timers[TIMERS];
static struct mutex mutex = MUTEX_INIT;
static uint32_t calls_made; /* the helper waits for it to change */
static bool has_helper;

static void expired(struct interval *i, uint64_t times)
{
    struct process_timer *t = (struct process_timer *)i;
    siginfo_t info = {.si_signo = t->event.sigev_signo,
                      .si_code = SI_TIMER,
                      .si_value = t->event.sigev_value,
                      .si_timerid = (int)(t - timers),
                      .si_overrun = (int)(times - 1)};

    if (t->event.sigev_notify == SIGEV_SIGNAL)
        libc_signal_send(NULL, &info, &t->entry);
    if (t->event.sigev_notify != SIGEV_THREAD)
        return;
    __atomic_fetch_add(&t->calls, 1, __ATOMIC_SEQ_CST);
    __atomic_fetch_add(&calls_made, 1, __ATOMIC_SEQ_CST);
    wait_wake(&calls_made, 1);
}

/* --- SIGEV_THREAD --- */

static bool take_call(struct process_timer *t, struct sigevent *event)
{
    bool taken = false;

    mutex_lock(&mutex);
    if (t->used && __atomic_load_n(&t->calls, __ATOMIC_SEQ_CST)) {
        __atomic_fetch_sub(&t->calls, 1, __ATOMIC_SEQ_CST);
        *event = t->event;
        taken = true;
    }
    mutex_unlock(&mutex);
    return taken;
}

static void *help(void *arg)
{
    struct sigevent event;

    for (;;) {
        uint32_t seen = __atomic_load_n(&calls_made, __ATOMIC_SEQ_CST);

        for (struct process_timer *t = timers; t < timers + TIMERS; t++)
            while (take_call(t, &event))
                event.sigev_notify_function(event.sigev_value);
        libc_wait(&calls_made, seen, TIMER_NEVER, "timer", NULL);
    }
    return arg;
}

/* It gets no signals, and the program may end while it is there. */
static int start_helper(void)
{
    sigset_t all, before;
    pthread_t id;
    int err;

    if (has_helper)
        return 0;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    err = pthread_create(&id, NULL, help, NULL);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (err)
        return -EAGAIN;
    __atomic_fetch_sub(&libc_pthread_live, 1, __ATOMIC_SEQ_CST);
    has_helper = true;
    return 0;
}

/* --- the calls --- */

static struct process_timer *timer_of(timer_t id)
{
    return (size_t)id < TIMERS && timers[id].used ? &timers[id] : NULL;
}

static int check(clockid_t clock, const struct sigevent *event)
{
    if (clock != CLOCK_REALTIME && clock != CLOCK_MONOTONIC)
        return -EINVAL;
    if (!event)
        return 0;
    if (event->sigev_notify == SIGEV_SIGNAL)
        return SIGNAL_VALID(event->sigev_signo) ? 0 : -EINVAL;
    if (event->sigev_notify == SIGEV_THREAD)
        return event->sigev_notify_function ? start_helper() : -EINVAL;
    return event->sigev_notify == SIGEV_NONE ? 0 : -EINVAL;
}

static int create(clockid_t clock, const struct sigevent *event, timer_t *id)
{
    struct process_timer *t = timers;
    int err = check(clock, event);

    while (t < timers + TIMERS && t->used)
        t++;
    if (err || t == timers + TIMERS)
        return err ? err : -EAGAIN;
    *t = (struct process_timer){
        .interval = {.expired = expired, .lock = SPINLOCK_INIT(SPIN_EVENT)},
        .clock = clock,
        .event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGALRM},
        .used = true,
    };
    *id = (timer_t)(t - timers);
    t->event.sigev_value.sival_int = (int)*id;
    if (event)
        t->event = *event;
    return 0;
}

int timer_create(clockid_t clock, struct sigevent *restrict event,
                 timer_t *restrict id)
{
    int err;

    mutex_lock(&mutex);
    err = create(clock, event, id);
    mutex_unlock(&mutex);
    return (int)libc_result(err);
}

static void tell(struct process_timer *t, struct itimerspec *value)
{
    uint64_t left, period;

    libc_interval_get(&t->interval, &left, &period);
    *value = (struct itimerspec){
        .it_value = libc_ns_timespec(left),
        .it_interval = libc_ns_timespec(period),
    };
}

static int settime(struct process_timer *t, int flags,
                   const struct itimerspec *value, struct itimerspec *old)
{
    uint64_t ns, period, first = 0;

    if (!t || (flags & ~TIMER_ABSTIME) ||
        !libc_timespec_ns(&value->it_value, &ns) ||
        !libc_timespec_ns(&value->it_interval, &period))
        return -EINVAL;
    if (ns &&
        libc_clock_deadline(t->clock, flags & TIMER_ABSTIME, ns, &first) != 0)
        return -ENOSYS;
    if (old)
        tell(t, old);
    if (libc_interval_set(&t->interval, first, period))
        return -ENOSYS;
    return 0;
}

int timer_settime(timer_t id, int flags,
                  const struct itimerspec *restrict value,
                  struct itimerspec *restrict old)
{
    int err;

    mutex_lock(&mutex);
    err = settime(timer_of(id), flags, value, old);
    mutex_unlock(&mutex);
    return (int)libc_result(err);
}

int timer_gettime(timer_t id, struct itimerspec *value)
{
    struct process_timer *t = timer_of(id);

    if (t)
        tell(t, value);
    return (int)libc_result(t ? 0 : -EINVAL);
}

int timer_getoverrun(timer_t id)
{
    struct process_timer *t = timer_of(id);

    return (int)libc_result(t ? t->entry.overrun : -EINVAL);
}

int timer_delete(timer_t id)
{
    struct process_timer *t;

    mutex_lock(&mutex);
    t = timer_of(id);
    if (t) {
        libc_interval_set(&t->interval, 0, 0);
        libc_signal_recall(&t->entry);
        t->used = false;
    }
    mutex_unlock(&mutex);
    return (int)libc_result(t ? 0 : -EINVAL);
}

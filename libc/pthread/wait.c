/*
 * wait.c - deadlines, waits and users of an object.
 */
#include <errno.h>
#include <time.h>

#include "kernel/errno.h"
#include "kernel/time.h"
#include "libc/pthread/internal.h"

#define LEAVING 0x80000000u /* in a word of users: destruction waits */

static uint64_t saturated_ns(const struct timespec *time)
{
    uint64_t ns;

    if (time->tv_sec < 0)
        return 0;
    if (__builtin_mul_overflow((uint64_t)time->tv_sec, NS_PER_S, &ns) ||
        __builtin_add_overflow(ns, (uint64_t)time->tv_nsec, &ns))
        return TIMER_NEVER - 1;
    return ns;
}

/* The clocks run alike, so what lies between them is the same then as now. */
int libc_deadline(clockid_t clock, const struct timespec *time, uint64_t *ns)
{
    uint64_t real, now, end;

    if (time->tv_nsec < 0 || time->tv_nsec >= (long)NS_PER_S ||
        (clock != CLOCK_REALTIME && clock != CLOCK_MONOTONIC))
        return EINVAL;
    end = saturated_ns(time);
    if (clock == CLOCK_REALTIME) {
        int err = time_realtime_ns(&real);

        if (!err)
            err = time_monotonic_ns(&now);
        if (err)
            return -err;
        end = end > real ? end - real + now : 0;
    }
    *ns = end;
    return 0;
}

int libc_wait(const uint32_t *word, uint32_t expected, uint64_t deadline,
              const char *what, struct thread *holder)
{
    struct wait_reason why = {
        .what = what,
        .holder = holder,
        .interruptible = thread_current()->deferred == 0,
    };
    int err = wait_on(word, expected, deadline, &why);

    return err == -EINTR ? 0 : err;
}

int libc_wait_cancel(const uint32_t *word, uint32_t expected, uint64_t deadline,
                     const char *what, struct thread *holder)
{
    struct wait_reason why = {
        .what = what,
        .holder = holder,
        .interruptible = true,
        .unless = libc_cancel_word(),
    };

    return wait_on(word, expected, deadline, &why);
}

/* The object may be gone after the subtraction: only its address counts. */
void libc_users_leave(uint32_t *users)
{
    if (__atomic_fetch_sub(users, 1, __ATOMIC_SEQ_CST) == (LEAVING | 1))
        wait_wake(users, 1);
}

void libc_users_drain(uint32_t *users)
{
    uint32_t now = __atomic_or_fetch(users, LEAVING, __ATOMIC_SEQ_CST);

    while (now != LEAVING) {
        libc_wait(users, now, TIMER_NEVER, "users of", NULL);
        now = __atomic_load_n(users, __ATOMIC_SEQ_CST);
    }
}

/*
 * wait.c - deadlines, waits and users of an object.
 */
#include <errno.h>
#include <time.h>

#include "kernel/errno.h"
#include "libc/clock.h"
#include "libc/pthread/internal.h"

#define LEAVING 0x80000000u /* in a word of users: destruction waits */

int libc_deadline(clockid_t clock, const struct timespec *time, uint64_t *ns)
{
    struct timespec at = *time;

    if (at.tv_sec < 0)
        at.tv_sec = 0; /* a time that is past */
    if (!libc_timespec_ns(&at, ns) ||
        (clock != CLOCK_REALTIME && clock != CLOCK_MONOTONIC))
        return EINVAL;
    return -libc_clock_deadline(clock, true, *ns, ns);
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

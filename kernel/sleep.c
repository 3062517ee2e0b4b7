/*
 * sleep.c - a thread that waits for nothing but the time.
 */
#include "kernel/time.h"

#include <stddef.h>

#include "arch/x86/cpu.h"
#include "kernel/errno.h"
#include "kernel/thread.h"
#include "kernel/timer.h"
#include "kernel/wait.h"

/* A clock and no timer: nobody would wake this thread. */
static int poll_until(uint64_t deadline_ns)
{
    uint64_t now = 0;
    int error;

    do {
        cpu_pause();
        error = time_monotonic_ns(&now);
    } while (!error && now < deadline_ns);
    return error;
}

int time_sleep_until(uint64_t deadline_ns, bool interruptible,
                     const uint32_t *unless)
{
    const struct wait_reason why = {
        .what = "sleep",
        .interruptible = interruptible,
        .unless = unless,
        .external = deadline_ns == TIMER_NEVER,
    };
    uint32_t word = 0;
    int error = time_init();

    if (error)
        return error;
    do
        error = wait_on(&word, 0, deadline_ns, &why);
    while (error == 0);
    if (error == -ENODEV)
        return poll_until(deadline_ns);
    return error == -ETIMEDOUT ? 0 : error;
}

int time_sleep_ns(uint64_t ns)
{
    uint64_t now, deadline;
    int error = time_monotonic_ns(&now);

    if (error)
        return error;
    if (__builtin_add_overflow(now, ns, &deadline))
        deadline = TIMER_NEVER;
    return time_sleep_until(deadline, false, NULL);
}

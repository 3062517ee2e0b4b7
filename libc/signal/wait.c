/*
 * wait.c - waiting for signals: pause(), sigsuspend(), sigwait() and its kin.
 *
 * A signal from outside can only be one of the console's, or the host's
 * SIGTERM.
 */
#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <time.h>
#include <unistd.h>

#include "kernel/wait.h"
#include "libc/cancel.h"
#include "libc/clock.h"
#include "libc/fd.h"
#include "libc/interrupt.h"
#include "libc/signal.h"
#include "libc/signal/internal.h"

static int wait_while(const uint32_t *word, uint32_t value, uint64_t deadline)
{
    const struct wait_reason why = {
        .what = "signal",
        .external = libc_signal_from_outside() || libc_signal_from_host(),
        .interruptible = true,
        .unless = libc_cancel_word(),
    };

    return wait_on(word, value, deadline, &why);
}

/* Until a handler has run since @before. */
static int wait_handled(uint32_t before)
{
    while (libc_handled() == before && !libc_cancel_wanted())
        wait_while(&libc_signal_state()->handled, before, TIMER_NEVER);
    return (int)libc_result(-EINTR);
}

int pause(void)
{
    int result;

    libc_cancel_point();
    result = wait_handled(libc_handled());
    libc_cancel_point();
    return result;
}

int sigsuspend(const sigset_t *set)
{
    uint32_t handled = libc_handled();
    int result;

    libc_cancel_point();
    libc_signal_swap_mask(*set);
    result = wait_handled(handled);
    libc_signal_unswap_mask();
    libc_cancel_point();
    return result;
}

/* The signal's number, or -EINTR, -ETIMEDOUT, -ENODEV. */
static int wait_for(uint64_t set, siginfo_t *info, uint64_t deadline)
{
    uint32_t handled = libc_handled(), arrived;
    int sig, err = 0;

    do {
        arrived = libc_signal_wait_for(set);
        sig = libc_signal_take(set, info);
        if (sig || err == -ETIMEDOUT || err == -ENODEV ||
            libc_handled() != handled || libc_cancel_wanted())
            break;
        err = wait_while(&libc_signal_state()->arrived, arrived, deadline);
    } while (true);
    libc_signal_wait_for(0);
    if (sig)
        return sig;
    libc_signal_hand_on(); /* what came for us after the last look */
    libc_cancel_point();
    return err == -ETIMEDOUT || err == -ENODEV ? err : -EINTR;
}

int sigwait(const sigset_t *restrict set, int *restrict sig)
{
    siginfo_t info;
    int got;

    libc_cancel_point();
    do
        got = wait_for(*set, &info, TIMER_NEVER);
    while (got == -EINTR);
    *sig = got;
    return 0;
}

int sigwaitinfo(const sigset_t *restrict set, siginfo_t *restrict info)
{
    return sigtimedwait(set, info, NULL);
}

/* 0 if @timeout is none; else when it is over. */
static int find_deadline(const struct timespec *timeout, uint64_t *deadline)
{
    uint64_t ns;

    *deadline = TIMER_NEVER;
    if (!timeout)
        return 0;
    if (!libc_timespec_ns(timeout, &ns))
        return -EINVAL;
    return libc_clock_deadline(CLOCK_MONOTONIC, false, ns, deadline) ? -ENOSYS
                                                                     : 0;
}

int sigtimedwait(const sigset_t *restrict set, siginfo_t *restrict info,
                 const struct timespec *restrict timeout)
{
    siginfo_t unwanted;
    uint64_t deadline;
    int got = find_deadline(timeout, &deadline);

    libc_cancel_point();
    if (!got)
        got = wait_for(*set, info ? info : &unwanted, deadline);
    if (got == -ETIMEDOUT)
        got = -EAGAIN;
    return (int)libc_result(got == -ENODEV ? -ENOSYS : got);
}

/*
 * poll_wait.c - blocking until a file has something to say.
 *
 * Whoever waits may do the network's work meanwhile, and is a cancellation
 * point: the wait ends with -EINTR then, and what called it has let go of all
 * it held when it looks at libc_cancel_point().
 */
#include <errno.h>
#include <time.h>

#include "kernel/console.h"
#include "kernel/thread.h"
#include "kernel/wait.h"
#include "libc/cancel.h"
#include "libc/clock.h"
#include "libc/interrupt.h"
#include "libc/poll.h"

#define LOOK_NS 1000000u /* between looks at files that do not tell */

/* Linked with sockets. */
__attribute__((weak)) int net_wait(uint32_t *word, uint32_t seen,
                                   uint64_t deadline_ns,
                                   const struct wait_reason *why);

/* Whether a wait that was interrupted has nobody to tell: no handler ran. */
static bool for_nothing(uint32_t before, uint32_t now)
{
    return before == now && thread_current()->deferred == 0 &&
           !libc_cancel_wanted();
}

/* So that the console can be one of the files that tell. */
static int (*const listens)(void) __attribute__((used)) = console_listen;

static int wait_until(uint32_t *word, uint32_t seen, uint64_t deadline_ns,
                      const struct wait_reason *why)
{
    int err = net_wait ? net_wait(word, seen, deadline_ns, why)
                       : wait_on(word, seen, deadline_ns, why);

    return err == -EAGAIN ? 0 : err;
}

int libc_poll_deadline(uint64_t timeout_ns, uint64_t *deadline_ns)
{
    uint64_t now;

    *deadline_ns = TIMER_NEVER;
    if (timeout_ns == TIMER_NEVER)
        return 0;
    if (time_monotonic_ns(&now))
        return -ENOSYS;
    if (__builtin_add_overflow(now, timeout_ns, deadline_ns))
        *deadline_ns = TIMER_NEVER;
    return 0;
}

int libc_poll_timeout(const struct timespec *ts, uint64_t *timeout_ns)
{
    *timeout_ns = TIMER_NEVER;
    if (!ts)
        return 0;
    return libc_timespec_ns(ts, timeout_ns) ? 0 : -EINVAL;
}

void libc_poll_work(void)
{
    static const struct wait_reason why = {.what = "poll", .external = true};
    uint32_t word = 1;

    if (net_wait)
        (void)net_wait(&word, 0, TIMER_NEVER, &why);
}

int libc_poll_wait(uint32_t *word, uint32_t seen, uint64_t deadline_ns,
                   bool all_tell)
{
    const struct wait_reason why = {.what = "poll",
                                    .external = true,
                                    .interruptible = true,
                                    .unless = libc_cancel_word()};
    uint64_t until = deadline_ns, now = 0;
    uint32_t handled = libc_handled();
    int err;

    if (!all_tell && time_monotonic_ns(&now) == 0 && now + LOOK_NS < until)
        until = now + LOOK_NS;
    err = wait_until(word, seen, until, &why);
    if (err == -ENODEV && !all_tell)
        return 0; /* no timer: look all the time */
    if (err == -EINTR && for_nothing(handled, libc_handled()))
        return 0;
    return err == -ETIMEDOUT && until != deadline_ns ? 0 : err;
}

int libc_file_wait(uint32_t *word, uint32_t seen, const char *what)
{
    const struct wait_reason why = {.what = what,
                                    .external = net_wait != 0,
                                    .interruptible = true,
                                    .unless = libc_cancel_word()};
    uint32_t broke = libc_broke();
    int err = wait_until(word, seen, TIMER_NEVER, &why);

    return err == -EINTR && for_nothing(broke, libc_broke()) ? 0 : err;
}

void libc_interrupted(void)
{
    if (thread_current()->deferred == 0)
        libc_cancel_point();
}

/*
 * mask.c - which signals a thread blocks, and which wait for that.
 */
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stddef.h>

#include "libc/fd.h"
#include "libc/signal/internal.h"

int pthread_sigmask(int how, const sigset_t *restrict set,
                    sigset_t *restrict old)
{
    uint64_t before = libc_signal_state()->blocked, after = before;

    if (set && how == SIG_BLOCK)
        after |= *set;
    else if (set && how == SIG_UNBLOCK)
        after &= ~*set;
    else if (set && how == SIG_SETMASK)
        after = *set;
    else if (set)
        return EINVAL;
    if (old)
        *old = before;
    if (set)
        libc_signal_set_mask(after);
    return 0;
}

int sigprocmask(int how, const sigset_t *restrict set, sigset_t *restrict old)
{
    return (int)libc_result(-pthread_sigmask(how, set, old));
}

int sigpending(sigset_t *set)
{
    *set = libc_signal_waiting() & libc_signal_state()->blocked;
    return 0;
}

void siglongjmp(sigjmp_buf env, int value)
{
    if (env[_JBLEN])
        libc_signal_set_mask((uint64_t)env[_JBLEN + 1]);
    longjmp((void *)env, value);
}

/*
 * set.c - sets of signals: bit n is signal n.
 */
#include <errno.h>
#include <signal.h>

#include "libc/fd.h"
#include "libc/signal/internal.h"

int sigemptyset(sigset_t *set)
{
    *set = 0;
    return 0;
}

int sigfillset(sigset_t *set)
{
    *set = ~(sigset_t)1;
    return 0;
}

int sigaddset(sigset_t *set, const int sig)
{
    if (!SIGNAL_VALID(sig))
        return (int)libc_result(-EINVAL);
    *set |= BIT(sig);
    return 0;
}

int sigdelset(sigset_t *set, const int sig)
{
    if (!SIGNAL_VALID(sig))
        return (int)libc_result(-EINVAL);
    *set &= ~BIT(sig);
    return 0;
}

int sigismember(const sigset_t *set, int sig)
{
    if (!SIGNAL_VALID(sig))
        return (int)libc_result(-EINVAL);
    return (*set & BIT(sig)) != 0;
}

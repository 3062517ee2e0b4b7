/*
 * send.c - raise(), kill(), sigqueue(): signals that the program sends.
 *
 * There is one process, number 1, in its own group.
 */
#include <errno.h>
#include <reent.h>
#include <signal.h>
#include <stddef.h>
#include <unistd.h>

#include "libc/fd.h"
#include "libc/signal/internal.h"

int raise(int sig)
{
    siginfo_t info = {.si_signo = sig, .si_code = SI_TKILL, .si_pid = 1};

    if (!SIGNAL_VALID(sig))
        return (int)libc_result(-EINVAL);
    return (int)libc_result(libc_signal_send(libc_signal_state(), &info, NULL));
}

static int send(pid_t pid, const siginfo_t *info)
{
    if (info->si_signo && !SIGNAL_VALID(info->si_signo))
        return -EINVAL;
    if (pid != getpid() && pid != 0 && pid != -1 && pid != -getpid())
        return -ESRCH;
    return info->si_signo ? libc_signal_send(NULL, info, NULL) : 0;
}

int kill(pid_t pid, int sig)
{
    siginfo_t info = {.si_signo = sig, .si_code = SI_USER, .si_pid = 1};

    return (int)libc_result(send(pid, &info));
}

int killpg(pid_t group, int sig)
{
    return group < 0 ? (int)libc_result(-EINVAL) : kill(-group, sig);
}

int sigqueue(pid_t pid, int sig, const union sigval value)
{
    siginfo_t info = {
        .si_signo = sig, .si_code = SI_QUEUE, .si_pid = 1, .si_value = value};

    return (int)libc_result(pid > 0 ? send(pid, &info) : -ESRCH);
}

/* newlib's name for the same; its own file must not be linked beside this. */
int _raise_r(struct _reent *reent, int sig)
{
    (void)reent;
    return raise(sig);
}

/*
 * signal.c - signals that the one process sends itself.
 *
 * Nothing outside sends any, and a hardware fault is a crash, not a signal;
 * so raise() and kill() are the only sources, delivery happens inside them or
 * when the signal is unblocked, and waiting for a signal can never end.
 * A handler stays installed (BSD semantics, as with glibc).
 */
#include "libc/signal.h"

#include <errno.h>
#include <reent.h>
#include <signal.h>
#include <unistd.h>

#include "kernel/base.h"

#define BIT(sig)    (1ul << (sig))
#define VALID(sig)  ((sig) > 0 && (sig) < NSIG)
#define UNBLOCKABLE (BIT(SIGKILL) | BIT(SIGSTOP))
#define HARMLESS    (BIT(SIGCHLD) | BIT(SIGURG) | BIT(SIGCONT) | BIT(SIGWINCH))
#define STOPPING    (BIT(SIGSTOP) | BIT(SIGTSTP) | BIT(SIGTTIN) | BIT(SIGTTOU))

static struct sigaction actions[NSIG];
static sigset_t blocked, waiting;

static int fail(int error)
{
    errno = error;
    return -1;
}

/* The default action; a program is never stopped, so that is refused. */
static int act_by_default(int sig)
{
    if (BIT(sig) & HARMLESS)
        return 0;
    if (BIT(sig) & STOPPING)
        return fail(ENOSYS);
    panic("killed by signal %d", sig);
}

/* Handlers run with their own signal blocked; what they send comes after. */
static int deliver_waiting(void)
{
    int handled = 0;

    while (waiting & ~blocked) {
        int sig = __builtin_ctzl(waiting & ~blocked);
        waiting &= ~BIT(sig);
        if (libc_signal_deliver(sig))
            handled++;
        else
            act_by_default(sig);
    }
    return handled;
}

bool libc_signal_deliver(int sig)
{
    struct sigaction action = actions[sig];
    sigset_t before = blocked;

    if (action.sa_handler == SIG_DFL)
        return false;
    if (action.sa_handler == SIG_IGN)
        return true;
    blocked |= (action.sa_mask | BIT(sig)) & ~UNBLOCKABLE;
    action.sa_handler(sig);
    blocked = before;
    deliver_waiting();
    return true;
}

int raise(int sig)
{
    if (!VALID(sig))
        return fail(EINVAL);
    if (blocked & BIT(sig)) {
        waiting |= BIT(sig);
        return 0;
    }
    return libc_signal_deliver(sig) ? 0 : act_by_default(sig);
}

int kill(pid_t pid, int sig)
{
    if (sig && !VALID(sig))
        return fail(EINVAL);
    if (pid > 0 && pid != getpid())
        return fail(ESRCH);
    return sig ? raise(sig) : 0;
}

int sigaction(int sig, const struct sigaction *restrict act,
              struct sigaction *restrict old)
{
    if (!VALID(sig) || (act && (BIT(sig) & UNBLOCKABLE)))
        return fail(EINVAL);
    if (act && (act->sa_flags & ~SA_NOCLDSTOP))
        return fail(EINVAL);
    if (old)
        *old = actions[sig];
    if (act)
        actions[sig] = *act;
    if (act && act->sa_handler == SIG_IGN)
        waiting &= ~BIT(sig);
    return 0;
}

_sig_func_ptr signal(int sig, _sig_func_ptr handler)
{
    struct sigaction act = {.sa_handler = handler}, old;

    return sigaction(sig, &act, &old) ? SIG_ERR : old.sa_handler;
}

int sigprocmask(int how, const sigset_t *set, sigset_t *old)
{
    sigset_t before = blocked, bits = set ? *set & ~UNBLOCKABLE : 0;

    if (set && how == SIG_BLOCK)
        blocked |= bits;
    else if (set && how == SIG_UNBLOCK)
        blocked &= ~bits;
    else if (set && how == SIG_SETMASK)
        blocked = bits;
    else if (set)
        return fail(EINVAL);
    if (old)
        *old = before;
    deliver_waiting();
    return 0;
}

int sigpending(sigset_t *set)
{
    *set = waiting;
    return 0;
}

int sigsuspend(const sigset_t *set)
{
    sigset_t before = blocked;
    int handled;

    blocked = *set & ~UNBLOCKABLE;
    handled = deliver_waiting();
    blocked = before;
    return fail(handled ? EINTR : ENOSYS);
}

int sigwait(const sigset_t *set, int *sig)
{
    sigset_t ready = waiting & *set;

    if (!ready)
        return ENOSYS;
    *sig = __builtin_ctzl(ready);
    waiting &= ~BIT(*sig);
    return 0;
}

int pause(void)
{
    return fail(ENOSYS);
}

/* newlib's names for the same; its own file must not be linked beside this. */
int _raise_r(struct _reent *reent, int sig)
{
    (void)reent;
    return raise(sig);
}

_sig_func_ptr _signal_r(struct _reent *reent, int sig, _sig_func_ptr handler)
{
    (void)reent;
    return signal(sig, handler);
}

/*
 * action.c - sigaction(), signal(), siginterrupt(): what a signal does.
 *
 * signal() installs handlers that stay and that restart calls, as glibc's.
 */
#include <errno.h>
#include <reent.h>
#include <signal.h>
#include <stddef.h>

#include "kernel/spinlock.h"
#include "libc/fd.h"
#include "libc/shared.h"
#include "libc/signal/internal.h"

#define KNOWN_FLAGS                                                            \
    (SA_NOCLDSTOP | SA_NOCLDWAIT | SA_SIGINFO | SA_ONSTACK | SA_RESTART |      \
     SA_NODEFER | SA_RESETHAND)

/* Without a handler these do nothing; the second line's would stop it. */
#define HARMLESS                                                               \
    (BIT(SIGCHLD) | BIT(SIGURG) | BIT(SIGCONT) | BIT(SIGWINCH) |               \
     BIT(SIGSTOP) | BIT(SIGTSTP) | BIT(SIGTTIN) | BIT(SIGTTOU))

static struct spinlock lock = SPINLOCK_INIT(SPIN_LEAF);
static struct sigaction actions[NSIG];

struct sigaction libc_signal_action(int sig, bool use)
{
    uint64_t flags = spin_lock(&lock);
    struct sigaction act = actions[sig];

    if (use && (act.sa_flags & SA_RESETHAND))
        actions[sig].sa_handler = SIG_DFL;
    spin_unlock(&lock, flags);
    return act;
}

bool libc_signal_ignored(int sig)
{
    _sig_func_ptr fn = libc_signal_action(sig, false).sa_handler;

    return fn == SIG_IGN || (fn == SIG_DFL && (BIT(sig) & HARMLESS));
}

static bool has_handler(const struct sigaction *act)
{
    return act->sa_handler != SIG_DFL && act->sa_handler != SIG_IGN;
}

/* What else must happen for the action to mean something. */
static void arrange(int sig, const struct sigaction *act)
{
    if ((BIT(sig) & SIGNAL_FAULTS) && has_handler(act))
        libc_signal_faults();
    if (sig == SIGINT || sig == SIGQUIT)
        libc_signal_console(sig, has_handler(act));
    if (sig == SIGTERM)
        libc_signal_from_host();
    if (libc_signal_ignored(sig))
        libc_signal_forget(sig);
}

int sigaction(int sig, const struct sigaction *restrict act,
              struct sigaction *restrict old)
{
    struct sigaction before;
    uint64_t flags;

    if (!SIGNAL_VALID(sig) || (act && (BIT(sig) & SIGNAL_UNBLOCKED)))
        return (int)libc_result(-EINVAL);
    if (act && (act->sa_flags & ~KNOWN_FLAGS))
        return (int)libc_result(-EINVAL);
    if (act && has_handler(act))
        libc_share();
    flags = spin_lock(&lock);
    before = actions[sig];
    if (act)
        actions[sig] = *act;
    spin_unlock(&lock, flags);
    if (act)
        arrange(sig, act);
    if (old)
        *old = before;
    return 0;
}

_sig_func_ptr signal(int sig, _sig_func_ptr handler)
{
    struct sigaction act = {.sa_flags = SA_RESTART}, old;

    act.sa_handler = handler;
    return sigaction(sig, &act, &old) ? SIG_ERR : old.sa_handler;
}

int siginterrupt(int sig, int interrupts)
{
    struct sigaction act;

    if (sigaction(sig, NULL, &act))
        return -1;
    act.sa_flags &= ~SA_RESTART;
    if (!interrupts)
        act.sa_flags |= SA_RESTART;
    return sigaction(sig, &act, NULL);
}

/* newlib's name for the same; its own file must not be linked beside this. */
_sig_func_ptr _signal_r(struct _reent *reent, int sig, _sig_func_ptr handler)
{
    (void)reent;
    return signal(sig, handler);
}

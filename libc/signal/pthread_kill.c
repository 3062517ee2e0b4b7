/*
 * pthread_kill.c - a signal to one thread.
 */
#include <errno.h>
#include <signal.h>

#include "libc/pthread/internal.h"
#include "libc/signal/internal.h"

int pthread_kill(pthread_t id, int sig)
{
    siginfo_t info = {.si_signo = sig, .si_code = SI_TKILL, .si_pid = 1};
    struct pthread *p = libc_pthread_of(id);
    struct tcb *tcb = p->tcb ? p->tcb : main_thread.pointer;

    if (sig && !SIGNAL_VALID(sig))
        return EINVAL;
    int err = sig ? -libc_signal_send(&tcb->signal, &info, NULL) : 0;
    return err == ESRCH ? 0 : err; /* not joined yet, so the id is valid */
}

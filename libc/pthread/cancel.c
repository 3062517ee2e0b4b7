/*
 * cancel.c - asking a thread to end.
 *
 * A deferred cancellation is only noted; the thread looks at cancellation
 * points (libc/cancel.h), and a wait that it is in, or about to begin, ends.
 * An asynchronous one acts where signals do: when an interrupt or a wait
 * returns to the thread and it holds none of the runtime's locks.
 */
#include <errno.h>

#include "kernel/thread.h"
#include "libc/pthread/internal.h"
#include "libc/signal_hook.h"

void libc_cancel_act(void)
{
    if (!libc_cancel_wanted())
        return;
    tcb_current()->cancel_disabled = 1;
    /* Cleanup handlers may be interrupted, nothing is returned to. */
    thread_current()->in_hook = 0;
    thread_current()->frame = NULL;
    pthread_exit(PTHREAD_CANCELED);
}

void libc_cancel_hook(void)
{
    if (tcb_current()->cancel_async)
        libc_cancel_point();
}

int pthread_cancel(pthread_t id)
{
    struct pthread *p = libc_pthread_of(id);
    struct tcb *tcb = p == libc_pthread_self() ? tcb_current() : p->tcb;

    libc_signal_hook_set();
    __atomic_store_n(&tcb->cancel_pending, 1, __ATOMIC_SEQ_CST);
    if (tcb == tcb_current())
        libc_cancel_hook();
    else if (__atomic_load_n(&p->state, __ATOMIC_SEQ_CST) != PT_ENDED)
        thread_interrupt(p->thread);
    return 0;
}

int pthread_setcanceltype(int type, int *old)
{
    struct tcb *tcb = tcb_current();

    if (type != PTHREAD_CANCEL_DEFERRED && type != PTHREAD_CANCEL_ASYNCHRONOUS)
        return EINVAL;
    if (old)
        *old = tcb->cancel_async ? PTHREAD_CANCEL_ASYNCHRONOUS
                                 : PTHREAD_CANCEL_DEFERRED;
    tcb->cancel_async = type == PTHREAD_CANCEL_ASYNCHRONOUS;
    libc_cancel_hook();
    return 0;
}

void pthread_testcancel(void)
{
    libc_cancel_point();
}

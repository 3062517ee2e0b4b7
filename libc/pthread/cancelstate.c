/*
 * cancelstate.c - pthread_setcancelstate(), which newlib's stdio calls.
 *
 * So every program has this file: it needs nothing else.
 */
#include <errno.h>
#include <pthread.h>

#include "libc/cancel.h"

int pthread_setcancelstate(int state, int *old)
{
    struct tcb *tcb = tcb_current();

    if (state != PTHREAD_CANCEL_ENABLE && state != PTHREAD_CANCEL_DISABLE)
        return EINVAL;
    if (old)
        *old = tcb->cancel_disabled ? PTHREAD_CANCEL_DISABLE
                                    : PTHREAD_CANCEL_ENABLE;
    tcb->cancel_disabled = state == PTHREAD_CANCEL_DISABLE;
    if (tcb->cancel_async)
        libc_cancel_point();
    return 0;
}

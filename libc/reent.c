/*
 * reent.c - where newlib keeps errno and the state of stdio: per thread.
 *
 * The main thread uses newlib's static structure; any other thread has its
 * own, which its TCB points to from the first use on.
 */
#include <reent.h>

#include "libc/tcb.h"

struct _reent *__getreent(void)
{
    struct tcb *tcb = tcb_current();

    if (tcb->reent)
        return tcb->reent;
    return tcb->make_reent ? tcb->make_reent() : _GLOBAL_REENT;
}

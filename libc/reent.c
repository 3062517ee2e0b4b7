/*
 * reent.c - where newlib keeps errno and the state of stdio: per thread.
 *
 * The main thread uses newlib's static structure; any other thread has its
 * own. The TCB points to it from the first use on.
 */
#include <reent.h>

#include "libc/shared.h"
#include "libc/tcb.h"

/* newlib's files look there themselves first: libc/newlib_build.h. */
_Static_assert(offsetof(struct tcb, reent) == 0x30, "newlib_build.h");

char __libc_shared;

struct _reent *__getreent(void)
{
    struct tcb *tcb = tcb_current();

    if (tcb->reent)
        return tcb->reent;
    if (tcb->make_reent)
        return tcb->make_reent();
    tcb->reent = _GLOBAL_REENT;
    return tcb->reent;
}

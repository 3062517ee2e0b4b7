/*
 * reent.c - where newlib keeps errno and the state of stdio: per thread.
 *
 * The main thread uses newlib's static structure; any other thread has its
 * own, which its TCB points to.
 */
#include <reent.h>

#include "libc/tcb.h"

struct _reent *__getreent(void)
{
    struct _reent *own = tcb_current()->reent;

    return own ? own : _GLOBAL_REENT;
}

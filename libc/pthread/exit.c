/*
 * exit.c - the end of a thread, and of the program with its last one.
 */
#include <stdlib.h>

#include "libc/pthread/internal.h"
#include "libc/signal_thread.h"
#include "libc/thread_end.h"

uint32_t libc_pthread_live = 1;

static void run_cleanup(struct pthread *self)
{
    while (self->cleanup) {
        struct _pthread_cleanup_context *context = self->cleanup;

        self->cleanup = context->_previous;
        context->_routine(context->_arg);
    }
}

/* The program ends with status 0 when the last other thread has ended. */
static _Noreturn void end_main(struct pthread *self)
{
    uint32_t live;

    __atomic_store_n(&self->state, PT_ENDED, __ATOMIC_SEQ_CST);
    wait_wake(&self->state, WAIT_ALL);
    while ((live = __atomic_load_n(&libc_pthread_live, __ATOMIC_SEQ_CST)) > 1)
        libc_wait(&libc_pthread_live, live, TIMER_NEVER, "end of threads",
                  NULL);
    exit(EXIT_SUCCESS);
}

/* newlib's own part frees what the structure points to, not the structure. */
static void end_reent(void)
{
    struct _reent *reent = tcb_current()->reent;

    if (reent)
        _reclaim_reent(reent);
}

void pthread_exit(void *result)
{
    struct pthread *self = libc_pthread_self();

    tcb_current()->cancel_disabled = 1;
    self->result = result;
    run_cleanup(self);
    if (libc_keys_end)
        libc_keys_end();
    if (libc_signal_leave)
        libc_signal_leave();
    if (self == &libc_main_pthread)
        end_main(self);
    end_reent();
    if (libc_malloc_end)
        libc_malloc_end();
    if (__atomic_sub_fetch(&libc_pthread_live, 1, __ATOMIC_SEQ_CST) == 1)
        wait_wake(&libc_pthread_live, 1);
    thread_exit();
}

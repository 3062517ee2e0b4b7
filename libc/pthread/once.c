/*
 * once.c - pthread_once(): the first to come runs it, others wait.
 */
#include "libc/pthread/internal.h"

enum { NOT_RUN, RUNNING, WAITED_FOR, DONE };

static void finish(uint32_t *state, uint32_t to)
{
    if (__atomic_exchange_n(state, to, __ATOMIC_SEQ_CST) == WAITED_FOR)
        wait_wake(state, WAIT_ALL);
}

/* Cancelled: as if it had never been called [POSIX pthread_once]. */
static void undo(void *state)
{
    finish(state, NOT_RUN);
}

static void run(uint32_t *state, void (*init)(void))
{
    pthread_cleanup_push(undo, state);
    init();
    pthread_cleanup_pop(0);
    finish(state, DONE);
}

static void wait_for(uint32_t *state)
{
    uint32_t now = RUNNING;

    __atomic_compare_exchange_n(state, &now, WAITED_FOR, false,
                                __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
    libc_wait(state, WAITED_FOR, TIMER_NEVER, "once", NULL);
}

int pthread_once(pthread_once_t *once, void (*init)(void))
{
    uint32_t *state = &once->_state;

    while (__atomic_load_n(state, __ATOMIC_ACQUIRE) != DONE) {
        uint32_t was = NOT_RUN;

        if (__atomic_compare_exchange_n(state, &was, RUNNING, false,
                                        __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST))
            run(state, init);
        else if (was != DONE)
            wait_for(state);
    }
    return 0;
}

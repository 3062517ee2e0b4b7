/*
 * barrier.c - barriers. The last to arrive begins the next round.
 */
#include <errno.h>

#include "libc/pthread/internal.h"
#include "libc/pthread/shared.h"

#define ROUND 32 /* above this bit */

static uint32_t round_of(pthread_barrier_t *b)
{
    return (uint32_t)(__atomic_load_n(&b->_state, __ATOMIC_SEQ_CST) >> ROUND);
}

/* Counts this thread in; the last one of a round begins the next. Returns the
 * round that it has arrived in. */
static uint32_t arrive(pthread_barrier_t *b, bool *last)
{
    uint64_t now = __atomic_load_n(&b->_state, __ATOMIC_SEQ_CST), next;

    do {
        *last = (uint32_t)now + 1 == b->_count;
        next = *last ? ((now >> ROUND) + 1) << ROUND : now + 1;
    } while (!__atomic_compare_exchange_n(&b->_state, &now, next, false,
                                          __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST));
    return (uint32_t)(now >> ROUND);
}

int pthread_barrier_wait(pthread_barrier_t *b)
{
    const uint32_t *word = (const uint32_t *)&b->_state + 1;
    bool last;

    libc_users_enter(&b->_users);
    uint32_t round = arrive(b, &last);
    if (last)
        wait_wake(word, WAIT_ALL);
    while (!last && round_of(b) == round)
        libc_wait(word, round, TIMER_NEVER, "barrier", NULL);
    libc_users_leave(&b->_users);
    return last ? PTHREAD_BARRIER_SERIAL_THREAD : 0;
}

int pthread_barrier_init(pthread_barrier_t *b,
                         const pthread_barrierattr_t *attr, unsigned count)
{
    if (count == 0 || (attr && !attr->is_initialized))
        return EINVAL;
    *b = (pthread_barrier_t){._count = count};
    return 0;
}

int pthread_barrier_destroy(pthread_barrier_t *b)
{
    if ((uint32_t)__atomic_load_n(&b->_state, __ATOMIC_SEQ_CST))
        return EBUSY;
    libc_users_drain(&b->_users);
    return 0;
}

int pthread_barrierattr_init(pthread_barrierattr_t *attr)
{
    *attr = (pthread_barrierattr_t){.is_initialized = 1};
    return 0;
}

int pthread_barrierattr_destroy(pthread_barrierattr_t *attr)
{
    attr->is_initialized = 0;
    return 0;
}

int pthread_barrierattr_getpshared(const pthread_barrierattr_t *attr,
                                   int *shared)
{
    *shared = attr->process_shared;
    return 0;
}

int pthread_barrierattr_setpshared(pthread_barrierattr_t *attr, int shared)
{
    return libc_set_shared(&attr->process_shared, shared);
}

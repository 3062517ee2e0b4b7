/*
 * join.c - waiting for a thread's end, or saying that nobody will.
 */
#define _GNU_SOURCE /* for the names that POSIX has not */
#include <errno.h>

#include "libc/pthread/internal.h"

/* Only one thread may wait; it gives up its claim if it does not succeed. */
static int claim(struct pthread *p)
{
    if (p == libc_pthread_self())
        return EDEADLK;
    if (__atomic_load_n(&p->state, __ATOMIC_ACQUIRE) == PT_DETACHED ||
        __atomic_exchange_n(&p->joining, 1, __ATOMIC_ACQUIRE))
        return EINVAL;
    return 0;
}

static void give_up(struct pthread *p)
{
    __atomic_store_n(&p->joining, 0, __ATOMIC_RELEASE);
}

/* 0 or a positive error. */
static int wait_for_end(struct pthread *p, uint64_t deadline)
{
    while (__atomic_load_n(&p->state, __ATOMIC_ACQUIRE) != PT_ENDED) {
        int err = libc_wait_cancel(&p->state, PT_JOINABLE, deadline, "end",
                                   p->thread);
        if (err == -ETIMEDOUT || err == -ENODEV)
            return -err;
        if (err == -EINTR && libc_cancel_wanted()) {
            give_up(p);
            libc_cancel_point();
        }
    }
    return 0;
}

static int join_until(pthread_t id, void **result, uint64_t deadline)
{
    struct pthread *p = libc_pthread_of(id);
    int err;

    libc_cancel_point(); /* before there is a claim that it would leave */
    err = claim(p);
    if (err)
        return err;
    err = wait_for_end(p, deadline);
    if (err) {
        give_up(p);
        return err;
    }
    if (result)
        *result = p->result;
    if (p != &libc_main_pthread)
        libc_pthread_put(p);
    libc_pthread_trim();
    return 0;
}

int pthread_join(pthread_t id, void **result)
{
    return join_until(id, result, TIMER_NEVER);
}

int pthread_tryjoin_np(pthread_t id, void **result)
{
    struct pthread *p = libc_pthread_of(id);

    if (__atomic_load_n(&p->state, __ATOMIC_ACQUIRE) == PT_JOINABLE &&
        p != libc_pthread_self())
        return EBUSY;
    return join_until(id, result, TIMER_NEVER);
}

int pthread_clockjoin_np(pthread_t id, void **result, clockid_t clock,
                         const struct timespec *time)
{
    uint64_t deadline = TIMER_NEVER;
    int err = time ? libc_deadline(clock, time, &deadline) : 0;

    return err ? err : join_until(id, result, deadline);
}

int pthread_timedjoin_np(pthread_t id, void **result,
                         const struct timespec *time)
{
    return pthread_clockjoin_np(id, result, CLOCK_REALTIME, time);
}

int pthread_detach(pthread_t id)
{
    struct pthread *p = libc_pthread_of(id);
    uint32_t state = PT_JOINABLE;

    if (__atomic_compare_exchange_n(&p->state, &state, PT_DETACHED, false,
                                    __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST))
        return 0;
    if (state == PT_DETACHED)
        return EINVAL;
    if (p != &libc_main_pthread)
        libc_pthread_put(p);
    return 0;
}

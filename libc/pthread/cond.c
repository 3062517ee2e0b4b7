/*
 * cond.c - condition variables.
 *
 * A waiter remembers the sequence number, unlocks the mutex and waits while
 * the number stays; who signals changes it and wakes. A signal between the
 * two is so seen as a changed number. (It would be missed if exactly 2^32
 * signals came in between.)
 */
#include <errno.h>

#include "libc/pthread/internal.h"
#include "libc/pthread/shared.h"

/* How it ends does not matter here: the mutex is locked again in any case,
 * the error of that is a bug of the program's. */
static int wait_unlocked(pthread_cond_t *c, pthread_mutex_t *m,
                         uint64_t deadline)
{
    uint32_t seen, depth = m->_depth;
    int err;

    libc_users_enter(&c->_users);
    seen = __atomic_load_n(&c->_sequence, __ATOMIC_SEQ_CST);
    m->_depth = 0;
    err = pthread_mutex_unlock(m);
    if (err) {
        m->_depth = depth;
        libc_users_leave(&c->_users);
        return err;
    }
    err = libc_wait_cancel(&c->_sequence, seen, deadline, "condition", NULL);
    libc_users_leave(&c->_users);
    libc_mutex_lock_until(m, TIMER_NEVER);
    m->_depth = depth;
    return -err;
}

static int wait_until(pthread_cond_t *c, pthread_mutex_t *m, uint64_t deadline)
{
    int err;

    libc_cancel_point();
    err = wait_unlocked(c, m, deadline);
    if (err == EINTR)
        libc_cancel_point();
    /* Changed already, or a handler ran: a wake-up like any other. */
    return err == EAGAIN || err == EINTR ? 0 : err;
}

int pthread_cond_wait(pthread_cond_t *c, pthread_mutex_t *m)
{
    return wait_until(c, m, TIMER_NEVER);
}

int pthread_cond_clockwait(pthread_cond_t *c, pthread_mutex_t *m,
                           clockid_t clock, const struct timespec *time)
{
    uint64_t deadline;
    int err = libc_deadline(clock, time, &deadline);

    return err ? err : wait_until(c, m, deadline);
}

int pthread_cond_timedwait(pthread_cond_t *c, pthread_mutex_t *m,
                           const struct timespec *time)
{
    return pthread_cond_clockwait(c, m, c->_clock, time);
}

static int wake(pthread_cond_t *c, unsigned count)
{
    if (__atomic_load_n(&c->_users, __ATOMIC_SEQ_CST) == 0)
        return 0;
    __atomic_fetch_add(&c->_sequence, 1, __ATOMIC_SEQ_CST);
    wait_wake(&c->_sequence, count);
    return 0;
}

int pthread_cond_signal(pthread_cond_t *c)
{
    return wake(c, 1);
}

int pthread_cond_broadcast(pthread_cond_t *c)
{
    return wake(c, WAIT_ALL);
}

int pthread_cond_init(pthread_cond_t *c, const pthread_condattr_t *attr)
{
    if (attr && !attr->is_initialized)
        return EINVAL;
    *c = (pthread_cond_t)PTHREAD_COND_INITIALIZER;
    if (attr)
        c->_clock = attr->clock;
    return 0;
}

int pthread_cond_destroy(pthread_cond_t *c)
{
    libc_users_drain(&c->_users);
    return 0;
}

int pthread_condattr_init(pthread_condattr_t *attr)
{
    *attr = (pthread_condattr_t){.is_initialized = 1, .clock = CLOCK_REALTIME};
    return 0;
}

int pthread_condattr_destroy(pthread_condattr_t *attr)
{
    attr->is_initialized = 0;
    return 0;
}

int pthread_condattr_getclock(const pthread_condattr_t *restrict attr,
                              clockid_t *restrict clock)
{
    *clock = attr->clock;
    return 0;
}

int pthread_condattr_setclock(pthread_condattr_t *attr, clockid_t clock)
{
    if (clock != CLOCK_REALTIME && clock != CLOCK_MONOTONIC)
        return EINVAL;
    attr->clock = clock;
    return 0;
}

int pthread_condattr_getpshared(const pthread_condattr_t *attr, int *shared)
{
    *shared = attr->process_shared;
    return 0;
}

int pthread_condattr_setpshared(pthread_condattr_t *attr, int shared)
{
    return libc_set_shared(&attr->process_shared, shared);
}

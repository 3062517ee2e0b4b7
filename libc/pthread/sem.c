/*
 * sem.c - semaphores.
 *
 * Value and number of waiters are one word, so that sem_post() knows with one
 * step whether to wake, and does not look at a semaphore that the thread it
 * woke may have destroyed.
 */
#include <errno.h>
#include <limits.h>
#include <semaphore.h>

#include "libc/interrupt.h"
#include "libc/pthread/internal.h"

#define WAITER (1ull << 32)

static int fail(int error)
{
    errno = error;
    return -1;
}

static uint32_t *value_word(sem_t *sem)
{
    return (uint32_t *)&sem->_state; /* little-endian: the lower half */
}

static bool change(sem_t *sem, uint64_t *from, uint64_t to)
{
    return __atomic_compare_exchange_n(&sem->_state, from, to, false,
                                       __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
}

/* Takes one from the value if it is not 0, and @less from the state. */
static bool take(sem_t *sem, uint64_t less)
{
    uint64_t now = __atomic_load_n(&sem->_state, __ATOMIC_SEQ_CST);

    while ((uint32_t)now > 0) {
        if (change(sem, &now, now - 1 - less))
            return true;
    }
    return false;
}

static void leave(sem_t *sem)
{
    __atomic_fetch_sub(&sem->_state, WAITER, __ATOMIC_SEQ_CST);
}

/* 0 or a positive error. */
static int wait_until(sem_t *sem, uint64_t deadline)
{
    uint32_t broke = libc_broke();

    __atomic_fetch_add(&sem->_state, WAITER, __ATOMIC_SEQ_CST);
    while (!take(sem, WAITER)) {
        int err =
            libc_wait_cancel(value_word(sem), 0, deadline, "semaphore", NULL);

        if (err == 0 || err == -EAGAIN)
            continue;
        if (err == -EINTR && libc_broke() == broke && !libc_cancel_wanted())
            continue;
        leave(sem);
        libc_cancel_point();
        return -err;
    }
    return 0;
}

int sem_wait(sem_t *sem)
{
    int err;

    libc_cancel_point();
    err = take(sem, 0) ? 0 : wait_until(sem, TIMER_NEVER);
    return err ? fail(err) : 0;
}

int sem_trywait(sem_t *sem)
{
    return take(sem, 0) ? 0 : fail(EAGAIN);
}

int sem_clockwait(sem_t *restrict sem, clockid_t clock,
                  const struct timespec *restrict time)
{
    uint64_t deadline;
    int err;

    libc_cancel_point();
    if (take(sem, 0))
        return 0;
    err = libc_deadline(clock, time, &deadline);
    if (!err)
        err = wait_until(sem, deadline);
    return err ? fail(err) : 0;
}

int sem_timedwait(sem_t *restrict sem, const struct timespec *restrict time)
{
    return sem_clockwait(sem, CLOCK_REALTIME, time);
}

int sem_post(sem_t *sem)
{
    uint64_t now = __atomic_load_n(&sem->_state, __ATOMIC_SEQ_CST);

    do {
        if ((uint32_t)now == SEM_VALUE_MAX)
            return fail(EOVERFLOW);
    } while (!change(sem, &now, now + 1));
    if (now >= WAITER)
        wait_wake(value_word(sem), 1);
    return 0;
}

int sem_getvalue(sem_t *restrict sem, int *restrict value)
{
    *value = (int)(uint32_t)__atomic_load_n(&sem->_state, __ATOMIC_SEQ_CST);
    return 0;
}

int sem_init(sem_t *sem, int shared, unsigned value)
{
    (void)shared;
    if (value > SEM_VALUE_MAX)
        return fail(EINVAL);
    sem->_state = value;
    return 0;
}

int sem_destroy(sem_t *sem)
{
    return sem->_state >= WAITER ? fail(EBUSY) : 0;
}

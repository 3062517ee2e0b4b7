/*
 * rwlock.c - locks for many readers or one writer; writers go first.
 *
 * The state is the number of readers, or WRITER. While a writer waits no new
 * reader comes in, but one that reads something already: it could be what the
 * writer waits for. Who waits has counted itself before it looks at the state
 * for the last time, and who releases looks at the counts after it has
 * changed the state, so one of them sees the other. Waiting is on a number
 * that each wake-up changes. Who unlocks is counted meanwhile: the thread that
 * takes the lock next may destroy it, which waits for that.
 */
#include <errno.h>

#include "libc/pthread/internal.h"
#include "libc/pthread/shared.h"

#define WRITER      0x80000000u
#define READERS_MAX 0x7fffffffu

/* Read locks that this thread holds, of all. */
static _Thread_local unsigned reading;

static uint32_t load(const uint32_t *word)
{
    return __atomic_load_n(word, __ATOMIC_SEQ_CST);
}

static bool change(pthread_rwlock_t *l, uint32_t from, uint32_t to)
{
    return __atomic_compare_exchange_n(&l->_state, &from, to, false,
                                       __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
}

static void wake_writer(pthread_rwlock_t *l)
{
    __atomic_fetch_add(&l->_writer_wakes, 1, __ATOMIC_SEQ_CST);
    wait_wake(&l->_writer_wakes, 1);
}

static void wake_readers(pthread_rwlock_t *l)
{
    __atomic_fetch_add(&l->_reader_wakes, 1, __ATOMIC_SEQ_CST);
    wait_wake(&l->_reader_wakes, WAIT_ALL);
}

/* 0, EBUSY, or EAGAIN when there are too many readers. */
static int try_read(pthread_rwlock_t *l)
{
    for (;;) {
        uint32_t state = load(&l->_state);

        if (state == READERS_MAX)
            return EAGAIN;
        if ((state & WRITER) || (load(&l->_writers_waiting) && !reading))
            return EBUSY;
        if (change(l, state, state + 1)) {
            reading++;
            return 0;
        }
    }
}

static int try_write(pthread_rwlock_t *l)
{
    if (!change(l, 0, WRITER))
        return EBUSY;
    __atomic_store_n(&l->_writer, thread_current(), __ATOMIC_RELAXED);
    return 0;
}

static bool is_writer(const pthread_rwlock_t *l)
{
    return __atomic_load_n(&l->_writer, __ATOMIC_RELAXED) == thread_current();
}

static int wait_for(pthread_rwlock_t *l, int (*try)(pthread_rwlock_t *),
                    const uint32_t *wakes, uint64_t deadline)
{
    for (;;) {
        uint32_t seen = load(wakes);
        int err = try(l);

        if (err != EBUSY)
            return err;
        struct thread *writer = __atomic_load_n(&l->_writer, __ATOMIC_RELAXED);
        err = libc_wait(wakes, seen, deadline, "rwlock", writer);
        if (err == -ETIMEDOUT || err == -ENODEV)
            return -err;
    }
}

static int read_slowly(pthread_rwlock_t *l, uint64_t deadline)
{
    int err;

    if (is_writer(l))
        return EDEADLK;
    __atomic_fetch_add(&l->_readers_waiting, 1, __ATOMIC_SEQ_CST);
    err = wait_for(l, try_read, &l->_reader_wakes, deadline);
    __atomic_fetch_sub(&l->_readers_waiting, 1, __ATOMIC_SEQ_CST);
    return err;
}

/* Readers may have waited for nothing but a writer that gives up. */
static int write_slowly(pthread_rwlock_t *l, uint64_t deadline)
{
    int err;

    if (is_writer(l))
        return EDEADLK;
    __atomic_fetch_add(&l->_writers_waiting, 1, __ATOMIC_SEQ_CST);
    err = wait_for(l, try_write, &l->_writer_wakes, deadline);
    if (__atomic_sub_fetch(&l->_writers_waiting, 1, __ATOMIC_SEQ_CST) == 0 &&
        err && load(&l->_readers_waiting))
        wake_readers(l);
    return err;
}

int pthread_rwlock_rdlock(pthread_rwlock_t *l)
{
    int err = try_read(l);

    return err == EBUSY ? read_slowly(l, TIMER_NEVER) : err;
}

int pthread_rwlock_wrlock(pthread_rwlock_t *l)
{
    return try_write(l) ? write_slowly(l, TIMER_NEVER) : 0;
}

int pthread_rwlock_tryrdlock(pthread_rwlock_t *l)
{
    return try_read(l);
}

int pthread_rwlock_trywrlock(pthread_rwlock_t *l)
{
    return try_write(l);
}

int pthread_rwlock_clockrdlock(pthread_rwlock_t *l, clockid_t clock,
                               const struct timespec *time)
{
    uint64_t deadline;
    int err = try_read(l);

    if (err != EBUSY)
        return err;
    err = libc_deadline(clock, time, &deadline);
    return err ? err : read_slowly(l, deadline);
}

int pthread_rwlock_clockwrlock(pthread_rwlock_t *l, clockid_t clock,
                               const struct timespec *time)
{
    uint64_t deadline;
    int err;

    if (!try_write(l))
        return 0;
    err = libc_deadline(clock, time, &deadline);
    return err ? err : write_slowly(l, deadline);
}

int pthread_rwlock_timedrdlock(pthread_rwlock_t *l, const struct timespec *time)
{
    return pthread_rwlock_clockrdlock(l, CLOCK_REALTIME, time);
}

int pthread_rwlock_timedwrlock(pthread_rwlock_t *l, const struct timespec *time)
{
    return pthread_rwlock_clockwrlock(l, CLOCK_REALTIME, time);
}

static int unlock(pthread_rwlock_t *l)
{
    uint32_t left = 0;

    if (load(&l->_state) == WRITER) {
        if (!is_writer(l))
            return EPERM;
        __atomic_store_n(&l->_writer, NULL, __ATOMIC_RELAXED);
        __atomic_store_n(&l->_state, 0, __ATOMIC_SEQ_CST);
    } else {
        if (load(&l->_state) == 0)
            return EPERM;
        reading--;
        left = __atomic_sub_fetch(&l->_state, 1, __ATOMIC_SEQ_CST);
    }
    if (left == 0 && load(&l->_writers_waiting))
        wake_writer(l);
    else if (left == 0 && load(&l->_readers_waiting))
        wake_readers(l);
    return 0;
}

int pthread_rwlock_unlock(pthread_rwlock_t *l)
{
    int err;

    libc_users_enter(&l->_users);
    err = unlock(l);
    libc_users_leave(&l->_users);
    return err;
}

int pthread_rwlock_init(pthread_rwlock_t *l, const pthread_rwlockattr_t *attr)
{
    if (attr && !attr->is_initialized)
        return EINVAL;
    *l = (pthread_rwlock_t)PTHREAD_RWLOCK_INITIALIZER;
    return 0;
}

int pthread_rwlock_destroy(pthread_rwlock_t *l)
{
    if (load(&l->_state))
        return EBUSY;
    libc_users_drain(&l->_users);
    return 0;
}

int pthread_rwlockattr_init(pthread_rwlockattr_t *attr)
{
    *attr = (pthread_rwlockattr_t){.is_initialized = 1};
    return 0;
}

int pthread_rwlockattr_destroy(pthread_rwlockattr_t *attr)
{
    attr->is_initialized = 0;
    return 0;
}

int pthread_rwlockattr_getpshared(const pthread_rwlockattr_t *attr, int *shared)
{
    *shared = attr->process_shared;
    return 0;
}

int pthread_rwlockattr_setpshared(pthread_rwlockattr_t *attr, int shared)
{
    return libc_set_shared(&attr->process_shared, shared);
}

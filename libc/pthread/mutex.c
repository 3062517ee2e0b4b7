/*
 * mutex.c - mutexes of POSIX.
 *
 * The word is free, held, or held with somebody waiting; only then unlocking
 * wakes one [Drepper, "Futexes Are Tricky", Mutex, Take 2]. The holder is
 * kept for recursive and error-checking mutexes, and for reports.
 */
#include <errno.h>

#include "kernel/percpu.h"
#include "libc/pthread/internal.h"

#define FREE   0u
#define HELD   1u
#define WANTED 2u

#define SPINS  100 /* a holder on another CPU is often done by then */

static inline bool take_free(pthread_mutex_t *m)
{
    uint32_t was = FREE;

    return __atomic_compare_exchange_n(&m->_word, &was, HELD, false,
                                       __ATOMIC_ACQUIRE, __ATOMIC_RELAXED);
}

static inline void own(pthread_mutex_t *m)
{
    __atomic_store_n(&m->_holder, thread_current(), __ATOMIC_RELAXED);
}

static inline bool held_by_us(const pthread_mutex_t *m)
{
    return __atomic_load_n(&m->_holder, __ATOMIC_RELAXED) == thread_current();
}

static bool spin(pthread_mutex_t *m)
{
    if (cpu_count() == 1)
        return false;
    for (int i = 0; i < SPINS; i++) {
        if (__atomic_load_n(&m->_word, __ATOMIC_RELAXED) == FREE &&
            take_free(m))
            return true;
        __builtin_ia32_pause();
    }
    return false;
}

static int wait_for(pthread_mutex_t *m, uint64_t deadline)
{
    if (spin(m))
        return 0;
    while (__atomic_exchange_n(&m->_word, WANTED, __ATOMIC_ACQUIRE) != FREE) {
        struct thread *holder = __atomic_load_n(&m->_holder, __ATOMIC_RELAXED);
        int err = libc_wait(&m->_word, WANTED, deadline, "mutex", holder);

        if (err == -ETIMEDOUT || err == -ENODEV)
            return -err;
    }
    return 0;
}

/* The holder asks again. */
static int again(pthread_mutex_t *m)
{
    if (m->_type == PTHREAD_MUTEX_ERRORCHECK)
        return EDEADLK;
    if (m->_depth == UINT32_MAX)
        return EAGAIN;
    m->_depth++;
    return 0;
}

__attribute__((noinline)) int libc_mutex_lock_until(pthread_mutex_t *m,
                                                    uint64_t deadline)
{
    if (m->_type != PTHREAD_MUTEX_NORMAL && held_by_us(m))
        return again(m);
    if (!take_free(m)) {
        int err = wait_for(m, deadline);
        if (err)
            return err;
    }
    own(m);
    return 0;
}

int pthread_mutex_lock(pthread_mutex_t *m)
{
    if (m->_type == PTHREAD_MUTEX_NORMAL && take_free(m)) {
        own(m);
        return 0;
    }
    return libc_mutex_lock_until(m, TIMER_NEVER);
}

int pthread_mutex_trylock(pthread_mutex_t *m)
{
    if (m->_type == PTHREAD_MUTEX_RECURSIVE && held_by_us(m))
        return again(m);
    if (!take_free(m))
        return EBUSY;
    own(m);
    return 0;
}

/* A deadline that is no time does not matter if the mutex is free. */
int pthread_mutex_clocklock(pthread_mutex_t *m, clockid_t clock,
                            const struct timespec *time)
{
    uint64_t deadline;
    int err = pthread_mutex_trylock(m);

    if (err != EBUSY)
        return err;
    err = libc_deadline(clock, time, &deadline);
    return err ? err : libc_mutex_lock_until(m, deadline);
}

int pthread_mutex_timedlock(pthread_mutex_t *m, const struct timespec *time)
{
    return pthread_mutex_clocklock(m, CLOCK_REALTIME, time);
}

/* Once the word is free the mutex may be gone: only its address counts. */
int pthread_mutex_unlock(pthread_mutex_t *m)
{
    if (m->_type != PTHREAD_MUTEX_NORMAL) {
        if (!held_by_us(m))
            return EPERM;
        if (m->_depth > 0) {
            m->_depth--;
            return 0;
        }
    }
    __atomic_store_n(&m->_holder, NULL, __ATOMIC_RELAXED);
    if (__atomic_exchange_n(&m->_word, FREE, __ATOMIC_RELEASE) == WANTED)
        wait_wake(&m->_word, 1);
    return 0;
}

int pthread_mutex_init(pthread_mutex_t *m, const pthread_mutexattr_t *attr)
{
    if (attr && !attr->is_initialized)
        return EINVAL;
    *m = (pthread_mutex_t)PTHREAD_MUTEX_INITIALIZER;
    if (attr)
        m->_type = (uint32_t)attr->type;
    return 0;
}

int pthread_mutex_destroy(pthread_mutex_t *m)
{
    return __atomic_load_n(&m->_word, __ATOMIC_RELAXED) == FREE ? 0 : EBUSY;
}

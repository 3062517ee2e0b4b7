/*
 * spin.c - spinlocks of POSIX. The holder may have been preempted, so who
 * has tried for long lets others run.
 */
#include <errno.h>
#include <pthread.h>

#include "kernel/thread.h"

#define SPINS 1000

int pthread_spin_init(pthread_spinlock_t *lock, int shared)
{
    (void)shared;
    *lock = 0;
    return 0;
}

int pthread_spin_destroy(pthread_spinlock_t *lock)
{
    return __atomic_load_n(lock, __ATOMIC_RELAXED) ? EBUSY : 0;
}

int pthread_spin_trylock(pthread_spinlock_t *lock)
{
    return __atomic_exchange_n(lock, 1, __ATOMIC_ACQUIRE) ? EBUSY : 0;
}

int pthread_spin_lock(pthread_spinlock_t *lock)
{
    while (pthread_spin_trylock(lock)) {
        int i = 0;

        while (__atomic_load_n(lock, __ATOMIC_RELAXED) && i++ < SPINS)
            __builtin_ia32_pause();
        if (i > SPINS)
            thread_yield();
    }
    return 0;
}

int pthread_spin_unlock(pthread_spinlock_t *lock)
{
    __atomic_store_n(lock, 0, __ATOMIC_RELEASE);
    return 0;
}

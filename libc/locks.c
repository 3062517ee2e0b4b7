/*
 * locks.c - the locks that newlib takes around its shared state.
 *
 * newlib refers to each lock by name and leaves the type and all functions to
 * us; a program that uses one of them needs them all [newlib sys/lock.h].
 * They are the runtime's mutexes, which all nest: a plain one that is taken
 * twice by one thread would be waited for for ever, so that is a bug and stops
 * the program.
 */
#include <stddef.h>
#include <stdlib.h>
#include <sys/lock.h>

#include "kernel/base.h"
#include "libc/locks.h"

struct __lock __lock___sinit_recursive_mutex; /* newlib before 4 */
struct __lock __lock___sfp_recursive_mutex;
struct __lock __lock___atexit_recursive_mutex;
struct __lock __lock___at_quick_exit_mutex;
struct __lock __lock___malloc_recursive_mutex;
struct __lock __lock___env_recursive_mutex;
struct __lock __lock___tz_mutex;
struct __lock __lock___dd_hash_mutex;
struct __lock __lock___arc4random_mutex;

/* What a lock is when there is no memory for one: coarse, but a lock. */
static struct __lock shared_lock;

void __retarget_lock_init_recursive(_LOCK_T *lock)
{
    *lock = calloc(1, sizeof(**lock));
    if (!*lock)
        *lock = &shared_lock;
}

void __retarget_lock_init(_LOCK_T *lock)
{
    __retarget_lock_init_recursive(lock);
}

void __retarget_lock_close_recursive(_LOCK_T lock)
{
    if (lock != &shared_lock)
        free(lock);
}

void __retarget_lock_close(_LOCK_T lock)
{
    __retarget_lock_close_recursive(lock);
}

int __retarget_lock_try_acquire_recursive(_LOCK_T lock)
{
    return mutex_try(&lock->mutex);
}

int __retarget_lock_try_acquire(_LOCK_T lock)
{
    if (mutex_held(&lock->mutex) && lock != &shared_lock)
        return 0;
    return mutex_try(&lock->mutex);
}

void __retarget_lock_acquire_recursive(_LOCK_T lock)
{
    mutex_lock(&lock->mutex);
}

void __retarget_lock_acquire(_LOCK_T lock)
{
    if (mutex_held(&lock->mutex) && lock != &shared_lock)
        panic("lock %p is taken twice by one thread", (void *)lock);
    mutex_lock(&lock->mutex);
}

void __retarget_lock_release_recursive(_LOCK_T lock)
{
    mutex_unlock(&lock->mutex);
}

void __retarget_lock_release(_LOCK_T lock)
{
    mutex_unlock(&lock->mutex);
}

// expect: status 0
/*
 * test_locks.c - newlib's locks: all there, recursive where they must be.
 */
#include <sys/lock.h>

#include "tests/libc/harness.h"

/* What newlib's own files refer to; a missing one would not link. */
extern struct __lock __lock___sfp_recursive_mutex;
extern struct __lock __lock___atexit_recursive_mutex;
extern struct __lock __lock___at_quick_exit_mutex;
extern struct __lock __lock___malloc_recursive_mutex;
extern struct __lock __lock___env_recursive_mutex;
extern struct __lock __lock___tz_mutex;
extern struct __lock __lock___dd_hash_mutex;
extern struct __lock __lock___arc4random_mutex;

TEST(the_named_recursive_locks_nest)
{
    _LOCK_RECURSIVE_T locks[] = {
        &__lock___sfp_recursive_mutex,
        &__lock___atexit_recursive_mutex,
        &__lock___malloc_recursive_mutex,
        &__lock___env_recursive_mutex,
    };

    for (unsigned i = 0; i < sizeof(locks) / sizeof(locks[0]); i++) {
        __lock_acquire_recursive(locks[i]);
        __lock_acquire_recursive(locks[i]);
        CHECK(__lock_try_acquire_recursive(locks[i]) != 0);
        __lock_release_recursive(locks[i]);
        __lock_release_recursive(locks[i]);
        __lock_release_recursive(locks[i]);
    }
}

TEST(the_named_plain_locks_are_held_once)
{
    _LOCK_T locks[] = {
        &__lock___at_quick_exit_mutex,
        &__lock___tz_mutex,
        &__lock___dd_hash_mutex,
        &__lock___arc4random_mutex,
    };

    for (unsigned i = 0; i < sizeof(locks) / sizeof(locks[0]); i++) {
        __lock_acquire(locks[i]);
        CHECK(__lock_try_acquire(locks[i]) == 0);
        __lock_release(locks[i]);
        CHECK(__lock_try_acquire(locks[i]) != 0);
        __lock_release(locks[i]);
    }
}

TEST(locks_can_be_made)
{
    _LOCK_T plain;
    _LOCK_RECURSIVE_T nested;

    __lock_init(plain);
    __lock_init_recursive(nested);
    CHECK(plain && nested && plain != nested);
    __lock_acquire(plain);
    __lock_release(plain);
    __lock_acquire_recursive(nested);
    __lock_acquire_recursive(nested);
    __lock_release_recursive(nested);
    __lock_release_recursive(nested);
    __lock_close(plain);
    __lock_close_recursive(nested);
}

TEST(malloc_may_be_called_under_its_own_lock)
{
    __lock_acquire_recursive(&__lock___malloc_recursive_mutex);
    free(malloc(100));
    __lock_release_recursive(&__lock___malloc_recursive_mutex);
}

// expect: status 0
// smp: 1 2 4
/*
 * test_pthread_mutex.c - mutexes of each type, timed, and their attributes.
 */
#include "tests/libc/thread_tools.h"

#define THREADS 8
#define ROUNDS  2000

static pthread_mutex_t plain = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t nested = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;
static pthread_mutex_t checked = PTHREAD_ERRORCHECK_MUTEX_INITIALIZER_NP;
static unsigned count;

static void *count_up(void *m)
{
    for (int i = 0; i < ROUNDS; i++) {
        CHECK(pthread_mutex_lock(m) == 0);
        unsigned seen = *(volatile unsigned *)&count;
        if (i % 16 == 0)
            sched_yield();
        count = seen + 1;
        CHECK(pthread_mutex_unlock(m) == 0);
    }
    return NULL;
}

static void exclude(pthread_mutex_t *m)
{
    pthread_t id[THREADS];

    count = 0;
    for (int i = 0; i < THREADS; i++)
        id[i] = start(count_up, m);
    for (int i = 0; i < THREADS; i++)
        join(id[i]);
    CHECK(count == THREADS * ROUNDS);
}

TEST(one_at_a_time)
{
    exclude(&plain);
    exclude(&nested);
    exclude(&checked);
}

static void *try_it(void *m)
{
    int err = pthread_mutex_trylock(m);

    if (!err)
        pthread_mutex_unlock(m);
    return (void *)(intptr_t)err;
}

static void *unlock_it(void *m)
{
    return (void *)(intptr_t)pthread_mutex_unlock(m);
}

TEST(a_recursive_one_counts)
{
    for (int i = 0; i < 3; i++)
        CHECK(pthread_mutex_lock(&nested) == 0);
    CHECK(pthread_mutex_trylock(&nested) == 0);
    CHECK(join(start(unlock_it, &nested)) == (void *)EPERM);
    for (int i = 0; i < 4; i++) {
        CHECK(join(start(try_it, &nested)) == (void *)EBUSY);
        CHECK(pthread_mutex_unlock(&nested) == 0);
    }
    CHECK(join(start(try_it, &nested)) == NULL);
    CHECK(pthread_mutex_unlock(&nested) == EPERM);
}

TEST(an_error_checking_one_checks)
{
    CHECK(pthread_mutex_unlock(&checked) == EPERM);
    CHECK(pthread_mutex_lock(&checked) == 0);
    CHECK(pthread_mutex_lock(&checked) == EDEADLK);
    CHECK(pthread_mutex_trylock(&checked) == EBUSY);
    CHECK(join(start(unlock_it, &checked)) == (void *)EPERM);
    CHECK(pthread_mutex_destroy(&checked) == EBUSY);
    CHECK(pthread_mutex_unlock(&checked) == 0);
}

static void *lock_late(void *m)
{
    struct timespec real = in_ms(CLOCK_REALTIME, 20);
    struct timespec mono = in_ms(CLOCK_MONOTONIC, 20);
    struct timespec bad = BAD_TIME;

    CHECK(pthread_mutex_timedlock(m, &real) == ETIMEDOUT);
    CHECK(is_past(CLOCK_REALTIME, &real));
    CHECK(pthread_mutex_clocklock(m, CLOCK_MONOTONIC, &mono) == ETIMEDOUT);
    CHECK(is_past(CLOCK_MONOTONIC, &mono));
    CHECK(pthread_mutex_timedlock(m, &bad) == EINVAL);
    CHECK(pthread_mutex_clocklock(m, 77, &mono) == EINVAL);
    return NULL;
}

TEST(a_timed_lock_gives_up)
{
    struct timespec soon = in_ms(CLOCK_REALTIME, 10000), bad = BAD_TIME;

    CHECK(pthread_mutex_lock(&plain) == 0);
    join(start(lock_late, &plain));
    CHECK(pthread_mutex_unlock(&plain) == 0);
    CHECK(pthread_mutex_timedlock(&plain, &soon) == 0);
    CHECK(pthread_mutex_unlock(&plain) == 0);
    CHECK(pthread_mutex_timedlock(&plain, &bad) == 0);
    CHECK(pthread_mutex_unlock(&plain) == 0);
}

TEST(attributes)
{
    pthread_mutexattr_t attr;
    pthread_mutex_t m;
    int value = -1;

    CHECK(pthread_mutexattr_init(&attr) == 0);
    CHECK(pthread_mutexattr_gettype(&attr, &value) == 0);
    CHECK(value == PTHREAD_MUTEX_DEFAULT);
    CHECK(pthread_mutexattr_settype(&attr, 99) == EINVAL);
    CHECK(pthread_mutexattr_settype(&attr, PTHREAD_MUTEX_RECURSIVE) == 0);
    CHECK(pthread_mutexattr_setpshared(&attr, PTHREAD_PROCESS_SHARED) == 0);
    CHECK(pthread_mutexattr_getpshared(&attr, &value) == 0);
    CHECK(value == PTHREAD_PROCESS_SHARED);
    CHECK(pthread_mutexattr_setpshared(&attr, 5) == EINVAL);
    CHECK(pthread_mutexattr_setprotocol(&attr, PTHREAD_PRIO_INHERIT) ==
          ENOTSUP);
    CHECK(pthread_mutexattr_setprotocol(&attr, PTHREAD_PRIO_NONE) == 0);
    CHECK(pthread_mutexattr_getprotocol(&attr, &value) == 0 && value == 0);
    CHECK(pthread_mutex_init(&m, &attr) == 0);
    CHECK(pthread_mutex_lock(&m) == 0 && pthread_mutex_lock(&m) == 0);
    CHECK(pthread_mutex_unlock(&m) == 0 && pthread_mutex_unlock(&m) == 0);
    CHECK(pthread_mutex_destroy(&m) == 0);
    CHECK(pthread_mutexattr_destroy(&attr) == 0);
    CHECK(pthread_mutex_init(&m, &attr) == EINVAL);
}

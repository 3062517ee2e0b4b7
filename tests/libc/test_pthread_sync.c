// expect: status 0
// smp: 1 2 4
/*
 * test_pthread_sync.c - barriers, spinlocks and once.
 */
#include "tests/libc/thread_tools.h"

#define THREADS 6
#define ROUNDS  300

static pthread_barrier_t barrier;
static unsigned arrived[ROUNDS], serial;

static void *meet_often(void *arg)
{
    for (int i = 0; i < ROUNDS; i++) {
        __atomic_fetch_add(&arrived[i], 1, __ATOMIC_SEQ_CST);
        int result = pthread_barrier_wait(&barrier);
        CHECK(__atomic_load_n(&arrived[i], __ATOMIC_SEQ_CST) == THREADS);
        CHECK(result == 0 || result == PTHREAD_BARRIER_SERIAL_THREAD);
        if (result)
            __atomic_fetch_add(&serial, 1, __ATOMIC_SEQ_CST);
    }
    return arg;
}

TEST(a_barrier_holds_all_back)
{
    pthread_barrierattr_t attr;
    pthread_t id[THREADS];
    int shared = -1;

    CHECK(pthread_barrierattr_init(&attr) == 0);
    CHECK(pthread_barrierattr_setpshared(&attr, PTHREAD_PROCESS_SHARED) == 0);
    CHECK(pthread_barrierattr_getpshared(&attr, &shared) == 0 && shared == 1);
    CHECK(pthread_barrier_init(&barrier, &attr, 0) == EINVAL);
    CHECK(pthread_barrier_init(&barrier, &attr, THREADS) == 0);
    CHECK(pthread_barrierattr_destroy(&attr) == 0);
    for (int i = 0; i < THREADS; i++)
        id[i] = start(meet_often, NULL);
    for (int i = 0; i < THREADS; i++)
        join(id[i]);
    CHECK(serial == ROUNDS);
    CHECK(pthread_barrier_destroy(&barrier) == 0);
}

static pthread_spinlock_t spin;
static unsigned count;

static void *count_up(void *arg)
{
    for (int i = 0; i < 5000; i++) {
        CHECK(pthread_spin_lock(&spin) == 0);
        count++;
        CHECK(pthread_spin_unlock(&spin) == 0);
    }
    return arg;
}

TEST(a_spinlock_excludes)
{
    pthread_t id[THREADS];

    CHECK(pthread_spin_init(&spin, PTHREAD_PROCESS_PRIVATE) == 0);
    for (int i = 0; i < THREADS; i++)
        id[i] = start(count_up, NULL);
    for (int i = 0; i < THREADS; i++)
        join(id[i]);
    CHECK(count == THREADS * 5000);
    CHECK(pthread_spin_trylock(&spin) == 0);
    CHECK(pthread_spin_trylock(&spin) == EBUSY);
    CHECK(pthread_spin_destroy(&spin) == EBUSY);
    CHECK(pthread_spin_unlock(&spin) == 0);
    CHECK(pthread_spin_destroy(&spin) == 0);
}

static pthread_once_t once = PTHREAD_ONCE_INIT;
static unsigned begun, finished;

static void init(void)
{
    begun++;
    for (int i = 0; i < 20; i++)
        sched_yield();
    finished++;
}

static void *call_it(void *arg)
{
    CHECK(pthread_once(&once, init) == 0);
    CHECK(__atomic_load_n(&finished, __ATOMIC_SEQ_CST) == 1);
    return arg;
}

TEST(once_is_once_and_all_wait_for_it)
{
    pthread_t id[THREADS];

    for (int i = 0; i < THREADS; i++)
        id[i] = start(call_it, NULL);
    for (int i = 0; i < THREADS; i++)
        join(id[i]);
    CHECK(begun == 1 && finished == 1);
}

static pthread_once_t twice = PTHREAD_ONCE_INIT;
static unsigned tries;

static void cancelled_first(void)
{
    if (tries++ == 0) {
        pthread_cancel(pthread_self());
        pthread_testcancel();
    }
}

static void *call_twice(void *arg)
{
    pthread_once(&twice, cancelled_first);
    return arg;
}

TEST(once_that_was_cancelled_has_not_been)
{
    CHECK(join(start(call_twice, NULL)) == PTHREAD_CANCELED);
    CHECK(join(start(call_twice, NULL)) == NULL && tries == 2);
    CHECK(join(start(call_twice, NULL)) == NULL && tries == 2);
}

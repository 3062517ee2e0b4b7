// expect: status 0
// smp: 1 2 4
/*
 * test_pthread_rwlock.c - locks for readers and writers.
 */
#include <string.h>

#include "tests/libc/thread_tools.h"

#define THREADS 8
#define ROUNDS  1500

static pthread_rwlock_t lock = PTHREAD_RWLOCK_INITIALIZER;
static unsigned a, b, writes;

static void *read_and_write(void *arg)
{
    for (int i = 0; i < ROUNDS; i++) {
        if (i % 8 == 0) {
            CHECK(pthread_rwlock_wrlock(&lock) == 0);
            a++;
            if (i % 64 == 0)
                sched_yield();
            b++;
            writes++;
        } else {
            CHECK(pthread_rwlock_rdlock(&lock) == 0);
            CHECK(*(volatile unsigned *)&a == *(volatile unsigned *)&b);
        }
        CHECK(pthread_rwlock_unlock(&lock) == 0);
    }
    return arg;
}

TEST(readers_never_see_half_a_write)
{
    pthread_t id[THREADS];

    for (int i = 0; i < THREADS; i++)
        id[i] = start(read_and_write, NULL);
    for (int i = 0; i < THREADS; i++)
        join(id[i]);
    CHECK(a == b && writes == THREADS * ((ROUNDS + 7) / 8));
}

static void *try_both(void *arg)
{
    struct timespec at = in_ms(CLOCK_REALTIME, 20);
    struct timespec mono = in_ms(CLOCK_MONOTONIC, 20);
    int reader_may = arg != NULL;

    CHECK(pthread_rwlock_trywrlock(&lock) == EBUSY);
    CHECK(pthread_rwlock_timedwrlock(&lock, &at) == ETIMEDOUT);
    CHECK(is_past(CLOCK_REALTIME, &at));
    CHECK(pthread_rwlock_clockwrlock(&lock, CLOCK_MONOTONIC, &mono) ==
          ETIMEDOUT);
    CHECK(is_past(CLOCK_MONOTONIC, &mono));
    CHECK(pthread_rwlock_tryrdlock(&lock) == (reader_may ? 0 : EBUSY));
    if (reader_may)
        CHECK(pthread_rwlock_unlock(&lock) == 0);
    CHECK(pthread_rwlock_timedrdlock(&lock, &at) ==
          (reader_may ? 0 : ETIMEDOUT));
    if (reader_may)
        CHECK(pthread_rwlock_unlock(&lock) == 0);
    CHECK(pthread_rwlock_clockrdlock(&lock, CLOCK_MONOTONIC, &mono) ==
          (reader_may ? 0 : ETIMEDOUT));
    if (reader_may)
        CHECK(pthread_rwlock_unlock(&lock) == 0);
    return NULL;
}

TEST(who_may_come_in)
{
    CHECK(pthread_rwlock_unlock(&lock) == EPERM);
    CHECK(pthread_rwlock_rdlock(&lock) == 0);
    join(start(try_both, &lock));
    CHECK(pthread_rwlock_rdlock(&lock) == 0);
    CHECK(pthread_rwlock_destroy(&lock) == EBUSY);
    CHECK(pthread_rwlock_unlock(&lock) == 0);
    CHECK(pthread_rwlock_unlock(&lock) == 0);
    CHECK(pthread_rwlock_wrlock(&lock) == 0);
    CHECK(pthread_rwlock_wrlock(&lock) == EDEADLK);
    CHECK(pthread_rwlock_rdlock(&lock) == EDEADLK);
    join(start(try_both, NULL));
    CHECK(pthread_rwlock_unlock(&lock) == 0);
}

static unsigned has_written;

static void *write_once(void *arg)
{
    CHECK(pthread_rwlock_wrlock(&lock) == 0);
    __atomic_store_n(&has_written, 1, __ATOMIC_SEQ_CST);
    CHECK(pthread_rwlock_unlock(&lock) == 0);
    return arg;
}

static void *read_new(void *arg)
{
    (void)arg;
    return (void *)(intptr_t)pthread_rwlock_tryrdlock(&lock);
}

/* A new reader stays out; one that reads already comes in once more. */
TEST(a_waiting_writer_goes_first)
{
    CHECK(pthread_rwlock_rdlock(&lock) == 0);
    pthread_t writer = start(write_once, NULL);

    while (__atomic_load_n(&lock._writers_waiting, __ATOMIC_SEQ_CST) == 0)
        sched_yield();
    CHECK(join(start(read_new, NULL)) == (void *)EBUSY);
    CHECK(pthread_rwlock_rdlock(&lock) == 0);
    CHECK(pthread_rwlock_unlock(&lock) == 0);
    CHECK(!__atomic_load_n(&has_written, __ATOMIC_SEQ_CST));
    CHECK(pthread_rwlock_unlock(&lock) == 0);
    join(writer);
    CHECK(has_written);
}

/* As many as there is time for: on few CPUs a round takes turns of the host's,
 * milliseconds each. */
#define LIVES    50000
#define LIVES_MS 3000
#define ENOUGH   UINT32_MAX

static pthread_rwlock_t mortal;
static unsigned round_now, users, out;
static struct timespec lives_end;

/* Fills what was the lock: nobody may read or write it from now on. */
static void end_life(void)
{
    CHECK(pthread_rwlock_destroy(&mortal) == 0);
    memset(&mortal, 0x11, sizeof(mortal));
    while (__atomic_load_n(&out, __ATOMIC_SEQ_CST) == 0)
        sched_yield();
    for (size_t i = 0; i < sizeof(mortal); i++)
        CHECK(((unsigned char *)&mortal)[i] == 0x11);
    CHECK(pthread_rwlock_init(&mortal, NULL) == 0);
    out = 0;
    users = 2;
    __atomic_store_n(&round_now,
                     is_past(CLOCK_MONOTONIC, &lives_end) ? ENOUGH
                                                          : round_now + 1,
                     __ATOMIC_SEQ_CST);
}

static void *use_and_leave(void *arg)
{
    for (unsigned i = 0, now; i < LIVES; i++) {
        while ((now = __atomic_load_n(&round_now, __ATOMIC_SEQ_CST)) != i &&
               now != ENOUGH)
            sched_yield();
        if (now == ENOUGH)
            break;
        for (int tries = 1; pthread_rwlock_trywrlock(&mortal) != 0; tries++)
            if (tries % 100 == 0)
                sched_yield();
        bool last = --users == 0;
        CHECK(pthread_rwlock_unlock(&mortal) == 0);
        if (last)
            end_life();
        else
            __atomic_store_n(&out, 1, __ATOMIC_SEQ_CST);
    }
    return arg;
}

/* Who takes the lock last destroys it, while the other still unlocks. */
TEST(a_lock_may_go_once_it_can_be_taken)
{
    pthread_t other;

    users = 2;
    lives_end = in_ms(CLOCK_MONOTONIC, LIVES_MS);
    other = start(use_and_leave, NULL);
    use_and_leave(NULL);
    join(other);
}

TEST(attributes)
{
    pthread_rwlockattr_t attr;
    pthread_rwlock_t l;
    int shared = -1;

    CHECK(pthread_rwlockattr_init(&attr) == 0);
    CHECK(pthread_rwlockattr_setpshared(&attr, PTHREAD_PROCESS_SHARED) == 0);
    CHECK(pthread_rwlockattr_getpshared(&attr, &shared) == 0 && shared == 1);
    CHECK(pthread_rwlock_init(&l, &attr) == 0);
    CHECK(pthread_rwlockattr_destroy(&attr) == 0);
    CHECK(pthread_rwlock_init(&l, &attr) == EINVAL);
    CHECK(pthread_rwlock_destroy(&l) == 0);
}

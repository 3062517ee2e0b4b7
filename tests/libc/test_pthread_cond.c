// expect: status 0
// smp: 1 2 4
/*
 * test_pthread_cond.c - condition variables: nothing lost, nothing left.
 */
#include "tests/libc/thread_tools.h"

#define THREADS 6
#define ITEMS   3000

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t not_empty = PTHREAD_COND_INITIALIZER;
static pthread_cond_t not_full = PTHREAD_COND_INITIALIZER;
static unsigned ring[4], head, tail;

static void put(unsigned item)
{
    pthread_mutex_lock(&lock);
    while (head - tail == 4)
        CHECK(pthread_cond_wait(&not_full, &lock) == 0);
    ring[head++ % 4] = item;
    CHECK(pthread_cond_signal(&not_empty) == 0);
    pthread_mutex_unlock(&lock);
}

static unsigned get(void)
{
    pthread_mutex_lock(&lock);
    while (head == tail)
        CHECK(pthread_cond_wait(&not_empty, &lock) == 0);
    unsigned item = ring[tail++ % 4];
    CHECK(pthread_cond_signal(&not_full) == 0);
    pthread_mutex_unlock(&lock);
    return item;
}

static void *produce(void *arg)
{
    for (unsigned i = 1; i <= ITEMS; i++)
        put(i);
    return arg;
}

static void *consume(void *arg)
{
    uintptr_t sum = 0;

    (void)arg;
    for (unsigned i = 0; i < ITEMS; i++)
        sum += get();
    return (void *)sum;
}

TEST(a_queue_loses_nothing)
{
    pthread_t from[THREADS], to[THREADS];
    uintptr_t sum = 0;

    for (int i = 0; i < THREADS; i++) {
        from[i] = start(produce, NULL);
        to[i] = start(consume, NULL);
    }
    for (int i = 0; i < THREADS; i++) {
        join(from[i]);
        sum += (uintptr_t)join(to[i]);
    }
    CHECK(sum == (uintptr_t)THREADS * ITEMS * (ITEMS + 1) / 2);
}

static pthread_cond_t gone;
static unsigned waiting, open_gate;

static void *wait_at_gate(void *arg)
{
    pthread_mutex_lock(&lock);
    waiting++;
    while (!open_gate)
        pthread_cond_wait(&gone, &lock);
    waiting--;
    pthread_mutex_unlock(&lock);
    return arg;
}

/* As POSIX's own example does: destroyed as soon as all were woken. */
TEST(a_broadcast_wakes_all_and_the_condition_may_go)
{
    for (int round = 0; round < 50; round++) {
        pthread_t id[THREADS];

        pthread_cond_init(&gone, NULL);
        open_gate = 0;
        for (int i = 0; i < THREADS; i++)
            id[i] = start(wait_at_gate, NULL);
        for (unsigned seen = 0; seen < THREADS;) {
            sched_yield();
            pthread_mutex_lock(&lock);
            seen = waiting;
            pthread_mutex_unlock(&lock);
        }
        pthread_mutex_lock(&lock);
        open_gate = 1;
        CHECK(pthread_cond_broadcast(&gone) == 0);
        CHECK(pthread_cond_destroy(&gone) == 0);
        gone = (pthread_cond_t){._sequence = 0xdead, ._users = 0xdead};
        pthread_mutex_unlock(&lock);
        for (int i = 0; i < THREADS; i++)
            join(id[i]);
        CHECK(waiting == 0);
    }
}

TEST(a_timed_wait_ends_at_its_time)
{
    pthread_condattr_t attr;
    pthread_cond_t c = PTHREAD_COND_INITIALIZER, mono;
    struct timespec at = in_ms(CLOCK_REALTIME, 20), bad = BAD_TIME;
    clockid_t clock = 0;
    int shared = -1;

    pthread_mutex_lock(&lock);
    CHECK(pthread_cond_timedwait(&c, &lock, &at) == ETIMEDOUT);
    CHECK(is_past(CLOCK_REALTIME, &at));
    CHECK(pthread_cond_timedwait(&c, &lock, &at) == ETIMEDOUT);
    CHECK(pthread_cond_timedwait(&c, &lock, &bad) == EINVAL);
    CHECK(pthread_condattr_init(&attr) == 0);
    CHECK(pthread_condattr_setclock(&attr, 77) == EINVAL);
    CHECK(pthread_condattr_setclock(&attr, CLOCK_MONOTONIC) == 0);
    CHECK(pthread_condattr_getclock(&attr, &clock) == 0);
    CHECK(clock == CLOCK_MONOTONIC);
    CHECK(pthread_condattr_setpshared(&attr, PTHREAD_PROCESS_SHARED) == 0);
    CHECK(pthread_condattr_getpshared(&attr, &shared) == 0 && shared == 1);
    CHECK(pthread_cond_init(&mono, &attr) == 0);
    CHECK(pthread_condattr_destroy(&attr) == 0);
    at = in_ms(CLOCK_MONOTONIC, 20);
    CHECK(pthread_cond_timedwait(&mono, &lock, &at) == ETIMEDOUT);
    CHECK(is_past(CLOCK_MONOTONIC, &at));
    at = in_ms(CLOCK_MONOTONIC, 20);
    CHECK(pthread_cond_clockwait(&c, &lock, CLOCK_MONOTONIC, &at) == ETIMEDOUT);
    CHECK(is_past(CLOCK_MONOTONIC, &at));
    pthread_mutex_unlock(&lock);
    CHECK(pthread_cond_destroy(&c) == 0 && pthread_cond_destroy(&mono) == 0);
}

TEST(an_error_checking_mutex_must_be_held)
{
    pthread_mutex_t m = PTHREAD_ERRORCHECK_MUTEX_INITIALIZER_NP;
    pthread_cond_t c = PTHREAD_COND_INITIALIZER;

    CHECK(pthread_cond_wait(&c, &m) == EPERM);
    CHECK(pthread_cond_destroy(&c) == 0);
}

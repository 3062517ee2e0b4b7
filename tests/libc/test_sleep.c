// expect: status 0
// smp: 1 2 4
// cflags: -pthread
/*
 * test_sleep.c - threads that sleep: beside each other, cancelled, for ever.
 */
#include <errno.h>
#include <pthread.h>
#include <stdint.h>
#include <time.h>
#include <unistd.h>

#include "tests/libc/harness.h"

#define SECOND 1000000000ll
#define MS     1000000ll

static int64_t now(clockid_t clock)
{
    struct timespec ts = {-1, -1};

    CHECK(clock_gettime(clock, &ts) == 0);
    return ts.tv_sec * SECOND + ts.tv_nsec;
}

static void *nap(void *arg)
{
    struct timespec ts = {0, (long)(intptr_t)arg * MS};

    CHECK(nanosleep(&ts, NULL) == 0);
    return arg;
}

/* Each lasts as long as it should; together they last as long as the
 * longest: on one CPU sleeps that keep it busy would take their sum. */
TEST(sleeps_pass_beside_each_other)
{
    enum { N = 40 };
    int64_t start = now(CLOCK_MONOTONIC), took;
    pthread_t thread[N];
    void *got;

    for (intptr_t i = 0; i < N; i++)
        CHECK(pthread_create(&thread[i], NULL, nap, (void *)(200 + i)) == 0);
    for (intptr_t i = 0; i < N; i++)
        CHECK(pthread_join(thread[i], &got) == 0 && got == (void *)(200 + i));
    took = now(CLOCK_MONOTONIC) - start;
    CHECK(took >= (200 + N - 1) * MS && took < N * 200 * MS);
}

static void *sleep_for_ever(void *arg)
{
    struct timespec ts = {(time_t)1 << 60, 0};

    *(volatile int *)arg = 1;
    nanosleep(&ts, NULL);
    CHECK(0);
    return NULL;
}

TEST(a_sleep_is_a_cancellation_point)
{
    volatile int began = 0;
    pthread_t thread;
    void *got = NULL;

    CHECK(pthread_create(&thread, NULL, sleep_for_ever, (void *)&began) == 0);
    while (!began)
        sched_yield();
    CHECK(pthread_cancel(thread) == 0);
    CHECK(pthread_join(thread, &got) == 0 && got == PTHREAD_CANCELED);
}

static pthread_barrier_t done, seen;

static void *burn(void *arg)
{
    int64_t start = now(CLOCK_THREAD_CPUTIME_ID);

    while (now(CLOCK_THREAD_CPUTIME_ID) - start < 5 * MS)
        continue;
    pthread_barrier_wait(&done);
    pthread_barrier_wait(&seen);
    return arg;
}

TEST(each_thread_has_a_clock_of_its_cpu_time)
{
    int64_t all = now(CLOCK_PROCESS_CPUTIME_ID);
    clockid_t clock = 0;
    pthread_t thread;

    CHECK(pthread_barrier_init(&done, NULL, 2) == 0);
    CHECK(pthread_barrier_init(&seen, NULL, 2) == 0);
    CHECK(pthread_create(&thread, NULL, burn, NULL) == 0);
    pthread_barrier_wait(&done);
    CHECK(pthread_getcpuclockid(thread, &clock) == 0);
    CHECK(now(clock) >= 5 * MS);
    pthread_barrier_wait(&seen);
    CHECK(pthread_join(thread, NULL) == 0);
    CHECK(now(CLOCK_PROCESS_CPUTIME_ID) - all >= 5 * MS);
}

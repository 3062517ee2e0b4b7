/*
 * thread_tools.h - what the tests of threads share.
 */
#pragma once

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdint.h>
#include <time.h>

#include "tests/libc/harness.h"

static inline pthread_t start(void *(*fn)(void *), void *arg)
{
    pthread_t id = 0;

    CHECK(pthread_create(&id, NULL, fn, arg) == 0);
    return id;
}

static inline void *join(pthread_t id)
{
    void *result = NULL;

    CHECK(pthread_join(id, &result) == 0);
    return result;
}

/* The other threads run, most likely until they wait for something. */
static inline void let_others_wait(void)
{
    for (int i = 0; i < 100; i++)
        sched_yield();
}

/* A time on @clock, @ms from now. */
static inline struct timespec in_ms(clockid_t clock, long ms)
{
    struct timespec ts;

    CHECK(clock_gettime(clock, &ts) == 0);
    ts.tv_sec += ms / 1000;
    ts.tv_nsec += ms % 1000 * 1000000;
    if (ts.tv_nsec >= 1000000000) {
        ts.tv_nsec -= 1000000000;
        ts.tv_sec++;
    }
    return ts;
}

/* Whether @clock has reached @ts. */
static inline int is_past(clockid_t clock, const struct timespec *ts)
{
    struct timespec now;

    CHECK(clock_gettime(clock, &now) == 0);
    return now.tv_sec > ts->tv_sec ||
           (now.tv_sec == ts->tv_sec && now.tv_nsec >= ts->tv_nsec);
}

#define BAD_TIME ((struct timespec){.tv_nsec = 1000000000})

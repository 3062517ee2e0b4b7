// expect: status 0
// smp: 1 2 4
/*
 * test_pthread_basic.c - threads begin, end, are joined and detached.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <stdint.h>
#include <string.h>
#include <time.h>

#include "tests/libc/harness.h"

#define MANY 100

static pthread_t self_seen;

static void *return_twice(void *arg)
{
    self_seen = pthread_self();
    return (void *)((uintptr_t)arg * 2);
}

static void *exit_deep(void *arg)
{
    pthread_exit((char *)arg + 1);
}

static pthread_t start(void *(*fn)(void *), void *arg)
{
    pthread_t id = 0;

    CHECK(pthread_create(&id, NULL, fn, arg) == 0);
    return id;
}

TEST(a_result_comes_back)
{
    void *result = NULL;
    pthread_t id = start(return_twice, (void *)21);

    CHECK(pthread_join(id, &result) == 0);
    CHECK(result == (void *)42);
    CHECK(pthread_equal(self_seen, id) && !pthread_equal(id, pthread_self()));
    id = start(exit_deep, (void *)6);
    CHECK(pthread_join(id, &result) == 0 && result == (void *)7);
    id = start(exit_deep, NULL);
    CHECK(pthread_join(id, NULL) == 0);
}

TEST(many_run_at_once)
{
    pthread_t id[MANY];
    void *result;

    for (uintptr_t i = 0; i < MANY; i++)
        id[i] = start(return_twice, (void *)i);
    for (uintptr_t i = 0; i < MANY; i++)
        CHECK(pthread_join(id[i], &result) == 0 && result == (void *)(2 * i));
}

TEST(many_run_one_after_the_other)
{
    void *result;

    for (uintptr_t i = 0; i < 2000; i++) {
        pthread_t id = start(return_twice, (void *)i);
        CHECK(pthread_join(id, &result) == 0 && result == (void *)(2 * i));
    }
}

static pthread_barrier_t meet;

static void *meet_twice(void *arg)
{
    pthread_barrier_wait(&meet);
    pthread_barrier_wait(&meet);
    return arg;
}

TEST(tryjoin_says_busy_until_the_end)
{
    pthread_barrier_init(&meet, NULL, 2);
    pthread_t id = start(meet_twice, NULL);
    void *result = &id;

    pthread_barrier_wait(&meet);
    CHECK(pthread_tryjoin_np(id, &result) == EBUSY && result == &id);
    pthread_barrier_wait(&meet);
    CHECK(pthread_join(id, &result) == 0 && result == NULL);
    CHECK(pthread_tryjoin_np(pthread_self(), NULL) == EDEADLK);
    CHECK(pthread_join(pthread_self(), NULL) == EDEADLK);
    CHECK(pthread_barrier_destroy(&meet) == 0);
}

static uint32_t detached_done;

static void *count_up(void *arg)
{
    __atomic_fetch_add(&detached_done, 1, __ATOMIC_SEQ_CST);
    return arg;
}

static void wait_done(uint32_t count)
{
    while (__atomic_load_n(&detached_done, __ATOMIC_SEQ_CST) != count)
        sched_yield();
}

TEST(detached_threads_need_no_join)
{
    pthread_attr_t attr;
    pthread_t id;

    pthread_attr_init(&attr);
    CHECK(pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED) == 0);
    for (uint32_t i = 1; i <= 500; i++) {
        CHECK(pthread_create(&id, &attr, count_up, NULL) == 0);
        wait_done(i);
    }
    id = start(count_up, NULL);
    CHECK(pthread_detach(id) == 0);
    wait_done(501);
    CHECK(pthread_attr_destroy(&attr) == 0);
}

TEST(a_detached_thread_cannot_be_joined)
{
    pthread_barrier_init(&meet, NULL, 2);
    pthread_t id = start(meet_twice, NULL);

    CHECK(pthread_detach(id) == 0);
    CHECK(pthread_detach(id) == EINVAL);
    CHECK(pthread_join(id, NULL) == EINVAL);
    pthread_barrier_wait(&meet);
    pthread_barrier_wait(&meet);
    CHECK(pthread_barrier_destroy(&meet) == 0);
}

static _Thread_local int counter = 5;
static _Thread_local char zeroes[3000];
static _Thread_local _Alignas(128) int aligned = 9;

static void *use_tls(void *arg)
{
    int bad = counter != 5 || aligned != 9 || (uintptr_t)&aligned % 128;

    for (unsigned i = 0; i < sizeof(zeroes); i++)
        bad |= zeroes[i];
    memset(zeroes, 0xff, sizeof(zeroes));
    counter = aligned = -1;
    errno = 1000;
    return bad ? NULL : arg;
}

TEST(each_thread_has_its_variables_and_errno)
{
    void *result;

    errno = 77;
    for (int i = 0; i < 40; i++) {
        pthread_t id = start(use_tls, &counter);
        CHECK(pthread_join(id, &result) == 0 && result == &counter);
    }
    CHECK(counter == 5 && aligned == 9 && errno == 77);
}

static void *print_numbers(void *arg)
{
    char text[100];

    snprintf(text, sizeof(text), "%d %.3f %s", 42, 2.5, (char *)arg);
    return strcmp(text, "42 2.500 x") ? NULL : arg;
}

TEST(stdio_works_in_a_thread)
{
    void *result;

    for (int i = 0; i < 40; i++) {
        pthread_t id = start(print_numbers, "x");
        CHECK(pthread_join(id, &result) == 0 && result);
    }
}

TEST(names)
{
    char name[16];

    CHECK(pthread_setname_np(pthread_self(), "fifteen letters") == 0);
    CHECK(pthread_getname_np(pthread_self(), name, sizeof(name)) == 0);
    CHECK(strcmp(name, "fifteen letters") == 0);
    CHECK(pthread_getname_np(pthread_self(), name, 15) == ERANGE);
    CHECK(pthread_setname_np(pthread_self(), "sixteen letters!") == ERANGE);
}

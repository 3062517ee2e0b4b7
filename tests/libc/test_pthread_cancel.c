// expect: status 0
// smp: 1 2 4
/*
 * test_pthread_cancel.c - cancellation: deferred, disabled, asynchronous, in
 * each call that waits; cleanup handlers.
 */
#define _GNU_SOURCE
#include <semaphore.h>

#include "tests/libc/thread_tools.h"

static unsigned cleaned[4], nr_cleaned, ready;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t never = PTHREAD_COND_INITIALIZER;
static sem_t nothing;

static void note(void *arg)
{
    cleaned[nr_cleaned++] = (unsigned)(uintptr_t)arg;
}

static void say_ready(void)
{
    __atomic_store_n(&ready, 1, __ATOMIC_SEQ_CST);
}

static void wait_ready(void)
{
    while (!__atomic_load_n(&ready, __ATOMIC_SEQ_CST))
        sched_yield();
    ready = 0;
}

static void *pop_some(void *arg)
{
    nr_cleaned = 0;
    pthread_cleanup_push(note, (void *)1);
    pthread_cleanup_push(note, (void *)2);
    pthread_cleanup_push(note, (void *)3);
    pthread_cleanup_pop(0);
    pthread_cleanup_pop(1);
    pthread_exit(arg);
    pthread_cleanup_pop(0);
}

TEST(cleanup_handlers_run_innermost_first)
{
    CHECK(join(start(pop_some, &lock)) == &lock);
    CHECK(nr_cleaned == 2 && cleaned[0] == 2 && cleaned[1] == 1);
}

static void unlock(void *m)
{
    CHECK(pthread_mutex_unlock(m) == 0);
    note((void *)7);
}

static void *wait_condition(void *arg)
{
    pthread_mutex_lock(&lock);
    pthread_cleanup_push(unlock, &lock);
    say_ready();
    for (;;)
        pthread_cond_wait(&never, &lock);
    pthread_cleanup_pop(1);
    return arg;
}

static void *wait_semaphore(void *arg)
{
    pthread_cleanup_push(note, (void *)8);
    say_ready();
    sem_wait(&nothing);
    pthread_cleanup_pop(0);
    return arg;
}

static void *wait_join(void *arg)
{
    pthread_cleanup_push(note, (void *)9);
    say_ready();
    pthread_join((pthread_t)arg, NULL);
    pthread_cleanup_pop(0);
    return NULL;
}

static void *test_often(void *arg)
{
    pthread_cleanup_push(note, (void *)10);
    say_ready();
    for (;;)
        pthread_testcancel();
    pthread_cleanup_pop(0);
    return arg;
}

static void cancel_in(void *(*fn)(void *), void *arg, unsigned mark)
{
    for (int i = 0; i < 20; i++) {
        nr_cleaned = 0;
        pthread_t id = start(fn, arg);
        wait_ready();
        if (i % 2)
            sched_yield();
        CHECK(pthread_cancel(id) == 0);
        CHECK(join(id) == PTHREAD_CANCELED);
        CHECK(nr_cleaned == 1 && cleaned[0] == mark);
    }
}

TEST(waits_end)
{
    sem_init(&nothing, 0, 0);
    cancel_in(wait_condition, NULL, 7);
    cancel_in(wait_semaphore, NULL, 8);
    cancel_in(wait_join, (void *)pthread_self(), 9);
    cancel_in(test_often, NULL, 10);
    CHECK(pthread_mutex_trylock(&lock) == 0);
    CHECK(pthread_mutex_unlock(&lock) == 0);
    CHECK(pthread_cond_destroy(&never) == 0);
}

static void *join_cancelled(void *arg)
{
    CHECK(pthread_cancel(pthread_self()) == 0);
    pthread_join(*(pthread_t *)arg, NULL);
    return NULL;
}

static void *wait_for_post(void *arg)
{
    CHECK(sem_wait(&nothing) == 0);
    return arg;
}

/* [POSIX pthread_join]: "the target thread shall not be detached". */
TEST(a_cancelled_join_leaves_the_thread_to_others)
{
    sem_init(&nothing, 0, 0);
    pthread_t id = start(wait_for_post, &lock);

    CHECK(join(start(join_cancelled, &id)) == PTHREAD_CANCELED);
    CHECK(sem_post(&nothing) == 0);
    CHECK(join(id) == &lock);
}

static pthread_barrier_t meet;

static void *disabled(void *arg)
{
    int old = -1;

    CHECK(pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &old) == 0);
    CHECK(old == PTHREAD_CANCEL_ENABLE);
    CHECK(pthread_setcancelstate(9, NULL) == EINVAL);
    pthread_barrier_wait(&meet);
    pthread_barrier_wait(&meet);
    pthread_testcancel();
    CHECK(sem_post(&nothing) == 0 && sem_wait(&nothing) == 0);
    note(NULL);
    CHECK(pthread_setcancelstate(PTHREAD_CANCEL_ENABLE, &old) == 0);
    CHECK(old == PTHREAD_CANCEL_DISABLE);
    pthread_testcancel();
    note(NULL);
    return arg;
}

TEST(it_waits_until_it_is_enabled)
{
    pthread_barrier_init(&meet, NULL, 2);
    pthread_t id = start(disabled, NULL);

    nr_cleaned = 0;
    pthread_barrier_wait(&meet);
    CHECK(pthread_cancel(id) == 0);
    pthread_barrier_wait(&meet);
    CHECK(join(id) == PTHREAD_CANCELED && nr_cleaned == 1);
}

static void *spin_for_ever(void *arg)
{
    int old = -1;

    CHECK(pthread_setcanceltype(PTHREAD_CANCEL_ASYNCHRONOUS, &old) == 0);
    CHECK(old == PTHREAD_CANCEL_DEFERRED);
    CHECK(pthread_setcanceltype(9, NULL) == EINVAL);
    say_ready();
    for (;;)
        __asm__ volatile("pause");
    return arg;
}

TEST(an_asynchronous_one_needs_no_call)
{
    for (int i = 0; i < 5; i++) {
        pthread_t id = start(spin_for_ever, NULL);

        wait_ready();
        CHECK(pthread_cancel(id) == 0);
        CHECK(join(id) == PTHREAD_CANCELED);
    }
}

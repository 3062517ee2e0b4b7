// expect: status 0
// smp: 1 2 4
/*
 * test_threads_c11.c - <threads.h>.
 */
#include <threads.h>

#include "tests/libc/thread_tools.h"

static thread_local int mine = 3;
static mtx_t lock;
static cnd_t changed;
static once_flag flag = ONCE_FLAG_INIT;
static tss_t key;
static int count, inits, destroyed, stage;

static void init(void)
{
    inits++;
}

static void destroy(void *value)
{
    (void)value;
    destroyed++;
}

static int work(void *arg)
{
    call_once(&flag, init);
    CHECK(mine == 3);
    mine = 4;
    CHECK(tss_get(key) == NULL && tss_set(key, arg) == thrd_success);
    for (int i = 0; i < 1000; i++) {
        CHECK(mtx_lock(&lock) == thrd_success);
        count++;
        CHECK(mtx_unlock(&lock) == thrd_success);
    }
    CHECK(tss_get(key) == arg);
    return -5;
}

TEST(threads_mutexes_and_keys)
{
    thrd_t id[5];
    int result = 0;

    CHECK(mtx_init(&lock, 99) == thrd_error);
    CHECK(mtx_init(&lock, mtx_plain) == thrd_success);
    CHECK(tss_create(&key, destroy) == thrd_success);
    for (int i = 0; i < 5; i++)
        CHECK(thrd_create(&id[i], work, &id[i]) == thrd_success);
    for (int i = 0; i < 5; i++)
        CHECK(thrd_join(id[i], &result) == thrd_success && result == -5);
    CHECK(count == 5000 && inits == 1 && destroyed == 5 && mine == 3);
    CHECK(thrd_equal(thrd_current(), thrd_current()));
    tss_delete(key);
    mtx_destroy(&lock);
}

static int wait_stage(void *arg)
{
    (void)arg;
    mtx_lock(&lock);
    while (!stage)
        CHECK(cnd_wait(&changed, &lock) == thrd_success);
    mtx_unlock(&lock);
    thrd_exit(8);
}

TEST(conditions)
{
    struct timespec at;
    thrd_t id;
    int result = 0;

    CHECK(mtx_init(&lock, mtx_timed | mtx_recursive) == thrd_success);
    CHECK(cnd_init(&changed) == thrd_success);
    CHECK(thrd_create(&id, wait_stage, NULL) == thrd_success);
    thrd_yield();
    CHECK(mtx_lock(&lock) == thrd_success);
    CHECK(mtx_trylock(&lock) == thrd_success);
    stage = 1;
    CHECK(cnd_signal(&changed) == thrd_success);
    CHECK(cnd_broadcast(&changed) == thrd_success);
    mtx_unlock(&lock);
    mtx_unlock(&lock);
    CHECK(thrd_join(id, &result) == thrd_success && result == 8);
    at = in_ms(CLOCK_REALTIME, 20);
    mtx_lock(&lock);
    CHECK(cnd_timedwait(&changed, &lock, &at) == thrd_timedout);
    CHECK(mtx_timedlock(&lock, &at) == thrd_success);
    mtx_unlock(&lock);
    mtx_unlock(&lock);
    cnd_destroy(&changed);
    mtx_destroy(&lock);
}

static int nothing(void *arg)
{
    return arg != NULL;
}

TEST(sleeping_and_detaching)
{
    struct timespec end = in_ms(CLOCK_MONOTONIC, 5);
    thrd_t id;

    CHECK(thrd_sleep(&(struct timespec){.tv_nsec = 5000000}, NULL) == 0);
    CHECK(is_past(CLOCK_MONOTONIC, &end));
    CHECK(thrd_create(&id, nothing, NULL) == thrd_success);
    CHECK(thrd_detach(id) == thrd_success);
}

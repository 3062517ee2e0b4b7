// expect: status 0
// smp: 1 2 4
/*
 * test_pthread_keys.c - thread-specific data and its destructors.
 */
#include <limits.h>

#include "tests/libc/thread_tools.h"

static pthread_key_t key, stubborn;
static unsigned destroyed;
static void *last;

static void destroy(void *value)
{
    destroyed++;
    last = value;
}

/* Sets itself again each time: called so often and no more. */
static void come_back(void *value)
{
    destroyed++;
    CHECK(pthread_getspecific(stubborn) == NULL);
    pthread_setspecific(stubborn, value);
}

static void *use(void *arg)
{
    CHECK(pthread_getspecific(key) == NULL);
    CHECK(pthread_setspecific(key, arg) == 0);
    sched_yield();
    CHECK(pthread_getspecific(key) == arg);
    return NULL;
}

TEST(each_thread_has_its_value)
{
    pthread_t id[10];

    destroyed = 0;
    CHECK(pthread_key_create(&key, destroy) == 0);
    CHECK(pthread_setspecific(key, &key) == 0);
    for (int i = 0; i < 10; i++)
        id[i] = start(use, &id[i]);
    for (int i = 0; i < 10; i++)
        join(id[i]);
    CHECK(destroyed == 10 && pthread_getspecific(key) == &key);
    CHECK(pthread_key_delete(key) == 0);
    CHECK(pthread_key_delete(key) == EINVAL);
    CHECK(pthread_setspecific(key, NULL) == EINVAL);
}

static void *use_stubborn(void *arg)
{
    pthread_setspecific(stubborn, arg);
    pthread_exit(NULL);
}

TEST(destructors_are_called_again_but_not_for_ever)
{
    destroyed = 0;
    CHECK(pthread_key_create(&stubborn, come_back) == 0);
    join(start(use_stubborn, &key));
    CHECK(destroyed == PTHREAD_DESTRUCTOR_ITERATIONS);
    CHECK(pthread_key_delete(stubborn) == 0);
}

TEST(a_new_key_has_no_value_of_an_old_one)
{
    pthread_key_t a, b;

    CHECK(pthread_key_create(&a, NULL) == 0);
    CHECK(pthread_setspecific(a, &a) == 0);
    CHECK(pthread_key_delete(a) == 0);
    CHECK(pthread_key_create(&b, NULL) == 0);
    CHECK(a == b && pthread_getspecific(b) == NULL);
    CHECK(pthread_key_delete(b) == 0);
}

TEST(there_are_as_many_as_limits_h_says)
{
    pthread_key_t all[PTHREAD_KEYS_MAX], one_more;

    for (int i = 0; i < PTHREAD_KEYS_MAX; i++)
        CHECK(pthread_key_create(&all[i], NULL) == 0);
    CHECK(pthread_key_create(&one_more, NULL) == EAGAIN);
    for (int i = 0; i < PTHREAD_KEYS_MAX; i++)
        CHECK(pthread_key_delete(all[i]) == 0);
    CHECK(pthread_getspecific(PTHREAD_KEYS_MAX) == NULL);
}

// expect: status 0
// smp: 1 2 4
/*
 * test_sem.c - semaphores, with and without names.
 */
#include <fcntl.h>
#include <limits.h>
#include <semaphore.h>

#include "tests/libc/thread_tools.h"

#define ROUNDS 3000

static sem_t ping, pong;

static void *answer(void *arg)
{
    for (int i = 0; i < ROUNDS; i++) {
        CHECK(sem_wait(&ping) == 0);
        CHECK(sem_post(&pong) == 0);
    }
    return arg;
}

TEST(ping_pong)
{
    pthread_t id[2];

    CHECK(sem_init(&ping, 0, 0) == 0 && sem_init(&pong, 0, 0) == 0);
    id[0] = start(answer, NULL);
    id[1] = start(answer, NULL);
    for (int i = 0; i < 2 * ROUNDS; i++) {
        CHECK(sem_post(&ping) == 0);
        CHECK(sem_wait(&pong) == 0);
    }
    join(id[0]);
    join(id[1]);
    CHECK(sem_destroy(&ping) == 0 && sem_destroy(&pong) == 0);
}

TEST(values_and_limits)
{
    struct timespec at = in_ms(CLOCK_REALTIME, 20), bad = BAD_TIME;
    struct timespec mono = in_ms(CLOCK_MONOTONIC, 20);
    sem_t s;
    int value = -1;

    CHECK(sem_init(&s, 0, 2) == 0);
    CHECK(sem_getvalue(&s, &value) == 0 && value == 2);
    CHECK(sem_trywait(&s) == 0 && sem_wait(&s) == 0);
    errno = 0;
    CHECK(sem_trywait(&s) == -1 && errno == EAGAIN);
    errno = 0;
    CHECK(sem_timedwait(&s, &at) == -1 && errno == ETIMEDOUT);
    CHECK(is_past(CLOCK_REALTIME, &at));
    errno = 0;
    CHECK(sem_clockwait(&s, CLOCK_MONOTONIC, &mono) == -1);
    CHECK(errno == ETIMEDOUT && is_past(CLOCK_MONOTONIC, &mono));
    errno = 0;
    CHECK(sem_timedwait(&s, &bad) == -1 && errno == EINVAL);
    CHECK(sem_init(&s, 0, SEM_VALUE_MAX) == 0);
    errno = 0;
    CHECK(sem_post(&s) == -1 && errno == EOVERFLOW);
    CHECK(sem_timedwait(&s, &bad) == 0);
    errno = 0;
    CHECK(sem_init(&s, 0, SEM_VALUE_MAX + 1u) == -1 && errno == EINVAL);
}

TEST(names)
{
    sem_t *a = sem_open("/one", O_CREAT, 0600, 3), *b;
    int value = 0;

    CHECK(a != SEM_FAILED);
    b = sem_open("one", 0);
    CHECK(a == b && sem_getvalue(b, &value) == 0 && value == 3);
    errno = 0;
    CHECK(sem_open("/one", O_CREAT | O_EXCL, 0600, 1) == SEM_FAILED);
    CHECK(errno == EEXIST);
    errno = 0;
    CHECK(sem_open("/two", 0) == SEM_FAILED && errno == ENOENT);
    errno = 0;
    CHECK(sem_open("/a/b", O_CREAT, 0600, 1) == SEM_FAILED && errno == EINVAL);
    CHECK(sem_unlink("/one") == 0);
    errno = 0;
    CHECK(sem_unlink("/one") == -1 && errno == ENOENT);
    CHECK(sem_open("/one", 0) == SEM_FAILED);
    CHECK(sem_trywait(a) == 0);
    CHECK(sem_close(a) == 0 && sem_close(b) == 0);
}

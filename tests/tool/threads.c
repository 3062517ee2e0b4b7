/*
 * threads.c - two threads that wait, by name, while main stops: for gdb.
 */
#define _GNU_SOURCE /* for the threads' names */
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t never = PTHREAD_COND_INITIALIZER;
static pthread_barrier_t started;

static void *wait_for_cond(void *arg)
{
    pthread_setname_np(pthread_self(), "listener");
    pthread_mutex_lock(&mutex);
    pthread_barrier_wait(&started);
    while (1)
        pthread_cond_wait(&never, &mutex);
    return arg;
}

static void *wait_for_mutex(void *arg)
{
    pthread_setname_np(pthread_self(), "worker");
    pthread_barrier_wait(&started);
    pthread_mutex_lock(&mutex);
    return arg;
}

__attribute__((noinline)) void all_wait(void)
{
    abort();
}

int main(void)
{
    pthread_t id[2];

    pthread_barrier_init(&started, NULL, 2);
    pthread_create(&id[0], NULL, wait_for_cond, NULL);
    pthread_barrier_wait(&started);
    pthread_mutex_lock(&mutex); /* so the first one waits for the condition */
    pthread_create(&id[1], NULL, wait_for_mutex, NULL);
    pthread_barrier_wait(&started);
    for (int i = 0; i < 100; i++)
        sched_yield();
    all_wait();
}

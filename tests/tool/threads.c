/*
 * threads.c - two threads that wait, by name, while main stops: for gdb.
 *
 * With a word on the command line main waits for one of them, for ever. Only
 * then do all of them surely wait where there are several CPUs.
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

__attribute__((noinline)) void stop(pthread_t worker, int argc)
{
    if (argc < 2)
        abort();
    pthread_join(worker, NULL);
}

int main(int argc, char **argv)
{
    pthread_t id[2];

    (void)argv;
    pthread_barrier_init(&started, NULL, 2);
    pthread_create(&id[0], NULL, wait_for_cond, NULL);
    pthread_barrier_wait(&started);
    pthread_mutex_lock(&mutex); /* so the first one waits for the condition */
    pthread_create(&id[1], NULL, wait_for_mutex, NULL);
    pthread_barrier_wait(&started);
    for (int i = 0; i < 100; i++)
        sched_yield();
    stop(id[1], argc);
}

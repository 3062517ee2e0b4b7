// expect: status 134
// says: stack overflow: the deep one stack's
/*
 * thread_overflow.c - a thread that runs over its stack is named.
 */
#define _GNU_SOURCE
#include <pthread.h>

#pragma GCC diagnostic ignored "-Winfinite-recursion"
__attribute__((noinline)) static int dig(volatile int *above)
{
    volatile int room[256];

    room[0] = *above + 1;
    return dig(room) + room[0];
}

static void *deep(void *arg)
{
    volatile int top = 0;

    pthread_setname_np(pthread_self(), "deep one");
    dig(&top);
    return arg;
}

int main(void)
{
    pthread_t id;

    if (pthread_create(&id, NULL, deep, NULL))
        return 1;
    return pthread_join(id, NULL);
}

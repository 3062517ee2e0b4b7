/*
 * misc.c - calls that have nothing to do here.
 */
#include <errno.h>
#include <pthread.h>

/* fork() fails, so nothing registered would ever be called. */
int pthread_atfork(void (*prepare)(void), void (*parent)(void),
                   void (*child)(void))
{
    (void)prepare;
    (void)parent;
    (void)child;
    return 0;
}

/* Every thread is scheduled by itself: the level is kept and means nothing. */
static int concurrency;

int pthread_setconcurrency(int level)
{
    if (level < 0)
        return EINVAL;
    concurrency = level;
    return 0;
}

int pthread_getconcurrency(void)
{
    return concurrency;
}

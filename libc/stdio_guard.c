/*
 * stdio_guard.c - a call of stdio, where there are several threads or signals.
 *
 * newlib guards a stream's calls against other threads, and against a
 * cancellation that would leave it half changed. As long as there is one
 * thread and no handler, __libc_shared is 0 and it comes past all of this
 * (libc/newlib_build.h); a call that begins so also ends so, whoever is made
 * meanwhile.
 */
#include "libc/shared.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/lock.h>

#include "libc/locks.h"

int __stdio_enter(FILE *stream);
void __stdio_leave(FILE *stream, int state);

/* A string's has none, a stream that its caller locks wants none. */
static bool has_lock(const FILE *stream)
{
    return stream && !(stream->_flags2 & __SNLK) && !(stream->_flags & __SSTR);
}

int __stdio_enter(FILE *stream)
{
    int state;

    pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &state);
    if (has_lock(stream))
        mutex_lock(&stream->_lock->mutex);
    return state;
}

void __stdio_leave(FILE *stream, int state)
{
    if (has_lock(stream))
        mutex_unlock(&stream->_lock->mutex);
    pthread_setcancelstate(state, &state);
}

void libc_share(void)
{
    __libc_shared = 1;
}

/*
 * stdio_lock.c - flockfile() and its kin, on the lock in newlib's FILE.
 */
#include <stdio.h>
#include <sys/lock.h>

/* The first use of stdio makes the locks; any call of it would do. */
static _LOCK_RECURSIVE_T lock_of(FILE *stream)
{
    if (!stream->_lock)
        (void)(ferror)(stream); /* the function, not the macro */
    return stream->_lock;
}

void flockfile(FILE *stream)
{
    _LOCK_RECURSIVE_T lock = lock_of(stream);

    if (lock)
        __lock_acquire_recursive(lock);
}

int ftrylockfile(FILE *stream)
{
    _LOCK_RECURSIVE_T lock = lock_of(stream);

    return lock && !__lock_try_acquire_recursive(lock) ? -1 : 0;
}

void funlockfile(FILE *stream)
{
    if (stream->_lock)
        __lock_release_recursive(stream->_lock);
}

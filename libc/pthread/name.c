/*
 * name.c - names of threads: in reports, and for debuggers.
 */
#define _GNU_SOURCE /* for the names that POSIX has not */
#include <errno.h>
#include <string.h>

#include "libc/pthread/internal.h"

int pthread_setname_np(pthread_t id, const char *name)
{
    size_t len = strlen(name);

    if (len >= THREAD_NAME)
        return ERANGE;
    memcpy(libc_pthread_of(id)->thread->name, name, len + 1);
    return 0;
}

int pthread_getname_np(pthread_t id, char *name, size_t size)
{
    const struct thread *t = libc_pthread_of(id)->thread;
    size_t len = strnlen(t->name, THREAD_NAME - 1);

    if (size <= len)
        return ERANGE;
    memcpy(name, t->name, len);
    name[len] = '\0';
    return 0;
}

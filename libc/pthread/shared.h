/*
 * shared.h - the attribute "shared between processes": there is one.
 */
#pragma once

#include <errno.h>
#include <pthread.h>

static inline int libc_set_shared(int *attr, int shared)
{
    if (shared != PTHREAD_PROCESS_PRIVATE && shared != PTHREAD_PROCESS_SHARED)
        return EINVAL;
    *attr = shared;
    return 0;
}

/*
 * locks.h - what newlib's locks are: mutexes of the runtime.
 */
#pragma once

#include "kernel/mutex.h"

struct __lock {
    struct mutex mutex;
};

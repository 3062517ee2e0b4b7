/*
 * mutex.h - the sleeping lock of the runtime and of the C library.
 *
 * One word and its holder; uncontended it is one compare-and-swap, and where
 * there are no threads it is a count. Recursive.
 * While a thread holds one, signals and cancellation wait (thread->deferred),
 * so a handler never finds the runtime's data half changed.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct thread;

struct mutex {
    uint32_t word; /* 0 free, 1 held, 2 held and somebody waits */
    uint32_t depth;
    struct thread *holder;
};

#define MUTEX_INIT                                                             \
    {                                                                          \
        0, 0, NULL                                                             \
    }

/* mutex_lock - wait for it. A thread that holds it takes it once more. */
void mutex_lock(struct mutex *m);

/* mutex_try - whether it was free, or ours already, and is ours now. */
bool mutex_try(struct mutex *m);

/* mutex_unlock - the holder only. */
void mutex_unlock(struct mutex *m);

/* mutex_held - whether this thread holds it. */
bool mutex_held(const struct mutex *m);

/*
 * mutex.c - the sleeping lock of the runtime, where nobody can want it.
 *
 * Without threads and signals, which are linked only where they are used, no
 * one else can hold the lock nor interrupt its holder, and all that is left of
 * it is how often it was taken.
 */
#include "kernel/mutex.h"

#include "kernel/base.h"
#include "kernel/mutex_shared.h"

#pragma weak mutex_shared_lock
#pragma weak mutex_shared_try
#pragma weak mutex_shared_unlock
#pragma weak mutex_shared_held

void mutex_lock(struct mutex *m)
{
    if (mutex_shared_lock)
        mutex_shared_lock(m);
    else
        m->depth++;
}

bool mutex_try(struct mutex *m)
{
    if (mutex_shared_try)
        return mutex_shared_try(m);
    m->depth++;
    return true;
}

void mutex_unlock(struct mutex *m)
{
    if (mutex_shared_unlock) {
        mutex_shared_unlock(m);
        return;
    }
    assert(m->depth > 0);
    m->depth--;
}

bool mutex_held(const struct mutex *m)
{
    return mutex_shared_held ? mutex_shared_held(m) : m->depth > 0;
}

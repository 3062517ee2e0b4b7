/*
 * attr.c - attributes of threads.
 */
#include <errno.h>
#include <limits.h>

#include "kernel/base.h"
#include "libc/pthread/internal.h"

int pthread_attr_init(pthread_attr_t *attr)
{
    *attr = (pthread_attr_t){
        .is_initialized = 1,
        .contentionscope = PTHREAD_SCOPE_SYSTEM,
        .inheritsched = PTHREAD_INHERIT_SCHED,
        .schedpolicy = SCHED_OTHER,
        .detachstate = PTHREAD_CREATE_JOINABLE,
        .stacksize = libc_pthread_stack_size(),
        .guardsize = LIBC_PTHREAD_GUARD,
    };
    return 0;
}

int pthread_attr_destroy(pthread_attr_t *attr)
{
    attr->is_initialized = 0;
    return 0;
}

/* The attributes that are one of two numbers. */
static int set(int *attr, int value, int one, int other)
{
    if (value != one && value != other)
        return EINVAL;
    *attr = value;
    return 0;
}

int pthread_attr_getdetachstate(const pthread_attr_t *attr, int *state)
{
    *state = attr->detachstate;
    return 0;
}

int pthread_attr_setdetachstate(pthread_attr_t *attr, int state)
{
    return set(&attr->detachstate, state, PTHREAD_CREATE_DETACHED,
               PTHREAD_CREATE_JOINABLE);
}

int pthread_attr_getinheritsched(const pthread_attr_t *attr, int *inherit)
{
    *inherit = attr->inheritsched;
    return 0;
}

int pthread_attr_setinheritsched(pthread_attr_t *attr, int inherit)
{
    return set(&attr->inheritsched, inherit, PTHREAD_INHERIT_SCHED,
               PTHREAD_EXPLICIT_SCHED);
}

int pthread_attr_getscope(const pthread_attr_t *attr, int *scope)
{
    *scope = attr->contentionscope;
    return 0;
}

/* There is no process for a thread to contend within. */
int pthread_attr_setscope(pthread_attr_t *attr, int scope)
{
    if (scope == PTHREAD_SCOPE_PROCESS)
        return ENOTSUP;
    return set(&attr->contentionscope, scope, PTHREAD_SCOPE_SYSTEM,
               PTHREAD_SCOPE_SYSTEM);
}

int pthread_attr_getschedpolicy(const pthread_attr_t *attr, int *policy)
{
    *policy = attr->schedpolicy;
    return 0;
}

int pthread_attr_setschedpolicy(pthread_attr_t *attr, int policy)
{
    if (policy != SCHED_OTHER && policy != SCHED_FIFO && policy != SCHED_RR)
        return EINVAL;
    attr->schedpolicy = policy;
    return 0;
}

int pthread_attr_getschedparam(const pthread_attr_t *attr,
                               struct sched_param *param)
{
    *param = attr->schedparam;
    return 0;
}

/* Looked at with the policy, which may be set later, by pthread_create(). */
int pthread_attr_setschedparam(pthread_attr_t *attr,
                               const struct sched_param *param)
{
    attr->schedparam = *param;
    return 0;
}

int pthread_attr_getstacksize(const pthread_attr_t *attr, size_t *size)
{
    *size = attr->stacksize;
    return 0;
}

int pthread_attr_setstacksize(pthread_attr_t *attr, size_t size)
{
    if (size < PTHREAD_STACK_MIN || size > PTRDIFF_MAX)
        return EINVAL;
    attr->stacksize = size;
    return 0;
}

int pthread_attr_getstack(const pthread_attr_t *attr, void **start,
                          size_t *size)
{
    *start = attr->stackaddr;
    *size = attr->stacksize;
    return 0;
}

int pthread_attr_setstack(pthread_attr_t *attr, void *start, size_t size)
{
    if (!start || size < PTHREAD_STACK_MIN || size > PTRDIFF_MAX ||
        (uintptr_t)start % 16 || size % 16)
        return EINVAL;
    attr->stackaddr = start;
    attr->stacksize = size;
    return 0;
}

/* The old calls, which name the highest address. */
int pthread_attr_getstackaddr(const pthread_attr_t *attr, void **top)
{
    *top = attr->stackaddr ? (char *)attr->stackaddr + attr->stacksize : NULL;
    return 0;
}

int pthread_attr_setstackaddr(pthread_attr_t *attr, void *top)
{
    if ((uintptr_t)top < attr->stacksize)
        return EINVAL;
    attr->stackaddr = (char *)top - attr->stacksize;
    return 0;
}

int pthread_attr_getguardsize(const pthread_attr_t *attr, size_t *size)
{
    *size = attr->guardsize;
    return 0;
}

int pthread_attr_setguardsize(pthread_attr_t *attr, size_t size)
{
    if (size > PTRDIFF_MAX)
        return EINVAL;
    attr->guardsize = size;
    return 0;
}

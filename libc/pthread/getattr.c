/*
 * getattr.c - what a thread is like: pthread_getattr_np().
 */
#define _GNU_SOURCE /* for the names that POSIX has not */
#include "kernel/base.h"
#include "libc/pthread/internal.h"

/* The main thread's stack is wherever this thread, being it, is. */
static const struct stack *stack_of(const struct pthread *p)
{
    if (p != &libc_main_pthread)
        return p->stack;
    return stacks_find(p->tcb ? p->thread->stack_start
                              : (uintptr_t)__builtin_frame_address(0));
}

int pthread_getattr_np(pthread_t id, pthread_attr_t *attr)
{
    struct pthread *p = libc_pthread_of(id);
    const struct stack *stack = stack_of(p);
    uint64_t start = stack ? stack->start : p->stack_start;
    uint64_t top =
        p == &libc_main_pthread ? (stack ? stack->top : 0) : (uintptr_t)p;

    pthread_attr_init(attr);
    attr->detachstate =
        __atomic_load_n(&p->state, __ATOMIC_RELAXED) == PT_DETACHED
            ? PTHREAD_CREATE_DETACHED
            : PTHREAD_CREATE_JOINABLE;
    attr->stackaddr = (void *)start;
    attr->stacksize = top - start;
    attr->guardsize = stack ? stack->start - stack->guard : 0;
    return pthread_getschedparam(id, &attr->schedpolicy, &attr->schedparam);
}

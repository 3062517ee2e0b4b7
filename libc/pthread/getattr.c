/*
 * getattr.c - what a thread is like: pthread_getattr_np().
 */
#define _GNU_SOURCE /* for the names that POSIX has not */
#include "kernel/base.h"
#include "libc/pthread/internal.h"

int pthread_getattr_np(pthread_t id, pthread_attr_t *attr)
{
    struct pthread *p = libc_pthread_of(id);
    bool is_main = p == &libc_main_pthread;
    const struct stack *stack = is_main ? stacks_main() : p->stack;
    uint64_t start = stack ? stack->start : p->stack_start;
    uint64_t top = is_main ? stack->top : (uintptr_t)p;

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

/*
 * cleanup.c - the handlers behind pthread_cleanup_push() and _pop().
 */
#define _GNU_SOURCE /* for the names that POSIX has not */
#include "libc/pthread/internal.h"

void _pthread_cleanup_push(struct _pthread_cleanup_context *context,
                           void (*routine)(void *), void *arg)
{
    struct pthread *self = libc_pthread_self();

    context->_routine = routine;
    context->_arg = arg;
    context->_previous = self->cleanup;
    self->cleanup = context;
}

void _pthread_cleanup_pop(struct _pthread_cleanup_context *context, int execute)
{
    libc_pthread_self()->cleanup = context->_previous;
    if (execute)
        context->_routine(context->_arg);
}

void _pthread_cleanup_push_defer(struct _pthread_cleanup_context *context,
                                 void (*routine)(void *), void *arg)
{
    pthread_setcanceltype(PTHREAD_CANCEL_DEFERRED, &context->_canceltype);
    _pthread_cleanup_push(context, routine, arg);
}

void _pthread_cleanup_pop_restore(struct _pthread_cleanup_context *context,
                                  int execute)
{
    _pthread_cleanup_pop(context, execute);
    pthread_setcanceltype(context->_canceltype, NULL);
}

/*
 * create.c - new threads.
 */
#include <errno.h>
#include <stddef.h>
#include <string.h>

#include "kernel/base.h"
#include "libc/pthread/internal.h"
#include "libc/shared.h"
#include "libc/signal_thread.h"
#include "libc/tls.h"

static void run(void *arg)
{
    struct pthread *self = arg;

    if (libc_signal_enter)
        libc_signal_enter();
    if (self->start_c11)
        pthread_exit((void *)(intptr_t)self->start_c11(self->arg));
    pthread_exit(self->start(self->arg));
}

/* The joiner may take the record as soon as it sees that this has ended. */
static void on_dead(struct thread *t)
{
    struct pthread *p =
        (struct pthread *)((char *)t - offsetof(struct pthread, own));
    uint32_t state = PT_JOINABLE;

    if (__atomic_compare_exchange_n(&p->state, &state, PT_ENDED, false,
                                    __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST))
        wait_wake(&p->state, WAIT_ALL);
    else
        libc_pthread_put(p);
}

/* newlib's stdio, if it is linked. */
__attribute__((weak)) void __sinit(struct _reent *reent);

/*
 * Few threads ever look at newlib's state: errno, stdio, strtok(). exit()
 * flushes what the main thread's knows of, also if only others use stdio.
 */
static struct _reent *make_reent(void)
{
    struct pthread *self = libc_pthread_self();

    if (__sinit)
        __sinit(_GLOBAL_REENT);
    _REENT_INIT_PTR(&self->reent);
    self->tcb->reent = &self->reent;
    return &self->reent;
}

static void fill(struct pthread *p, const pthread_attr_t *attr)
{
    struct tcb *tcb = libc_tls_make(p->tls_room, tcb_canary());

    tcb->pthread = p;
    tcb->make_reent = make_reent;
    if (libc_signal_begin)
        libc_signal_begin(&tcb->signal, &p->own);
    p->tcb = tcb;
    p->thread = &p->own;
    p->state = attr && attr->detachstate == PTHREAD_CREATE_DETACHED
                   ? PT_DETACHED
                   : PT_JOINABLE;
    p->joining = 0;
    p->cleanup = NULL;
}

/* Policy and level as @attr says, else the creator's own. */
static int fill_level(struct thread_params *params, const pthread_attr_t *attr)
{
    struct thread *creator = thread_current();

    if (!attr || attr->inheritsched == PTHREAD_INHERIT_SCHED) {
        params->policy = creator->policy;
        params->level =
            creator->policy == THREAD_OTHER ? 0 : (unsigned)creator->link.level;
        return 0;
    }
    params->policy = (enum thread_policy)attr->schedpolicy;
    return libc_pthread_level(attr->schedpolicy,
                              attr->schedparam.sched_priority, &params->level);
}

int libc_pthread_create(struct pthread **out, const pthread_attr_t *attr,
                        void *(*start)(void *), int (*start_c11)(void *),
                        void *arg)
{
    struct thread_params params = {.entry = run, .on_dead = on_dead};
    struct pthread *p;
    int err = fill_level(&params, attr);

    if (!err)
        err = libc_pthread_get(attr, &p);
    if (err)
        return err;
    if (!libc_main_pthread.tcb)
        libc_main_pthread.tcb = tcb_current();
    libc_share();
    fill(p, attr);
    p->start = start;
    p->start_c11 = start_c11;
    p->arg = arg;
    params.arg = p;
    params.pointer = p->tcb;
    params.stack_guard = p->stack ? p->stack->guard : p->stack_start;
    params.stack_start = p->stack_start;
    params.stack_top = (uintptr_t)p;
    *out = p;
    __atomic_fetch_add(&libc_pthread_live, 1, __ATOMIC_SEQ_CST);
    err = thread_create(&p->own, &params);
    if (err) {
        __atomic_fetch_sub(&libc_pthread_live, 1, __ATOMIC_SEQ_CST);
        libc_pthread_put(p);
    }
    return -err;
}

int pthread_create(pthread_t *id, const pthread_attr_t *attr,
                   void *(*start)(void *), void *arg)
{
    struct pthread *p;
    int err = libc_pthread_create(&p, attr, start, NULL, arg);

    if (!err)
        *id = (pthread_t)p;
    return err;
}

/*
 * internal.h - what the files of libc/pthread/ share.
 *
 * A thread of pthread_create() lives in one mapping: guard, stack, and on top
 * struct pthread, the thread-local variables and the TCB. pthread_t is the
 * address of struct pthread. The main thread's is static.
 */
#pragma once

#include <pthread.h>
#include <reent.h>
#include <stdbool.h>
#include <stdint.h>

#include "kernel/stacks.h"
#include "kernel/thread.h"
#include "kernel/wait.h"
#include "libc/cancel.h"
#include "libc/tcb.h"

/* struct pthread.state: who cares for the record when the thread ends. */
enum {
    PT_JOINABLE, /* pthread_join() will */
    PT_DETACHED, /* the end itself does */
    PT_ENDED,    /* has ended, and was joinable */
};

struct pthread {
    struct thread *thread; /* &own, or main_thread */
    struct tcb *tcb;       /* NULL: the main thread, before others were made */
    uint32_t state;        /* PT_*: joiners wait on it */
    uint32_t joining;      /* somebody is in pthread_join() */
    void *result;          /* of the thread's function or pthread_exit() */
    void *(*start)(void *);
    int (*start_c11)(void *); /* instead of start: <threads.h> */
    void *arg;
    struct _pthread_cleanup_context *cleanup; /* innermost first */

    struct stack *stack;  /* NULL: the program's own memory */
    bool default_size;    /* the next thread can have this record */
    uint64_t stack_start; /* lowest address of the stack */
    char *tls_room;
    struct pthread *next; /* among the records that may be used again */
    struct thread own;
    struct _reent reent;
};

/* The main thread's record (self.c). */
extern struct pthread libc_main_pthread;

/* libc_pthread_self - the record of the thread that runs this. */
static inline struct pthread *libc_pthread_self(void)
{
    struct pthread *p = tcb_current()->pthread;

    return p ? p : &libc_main_pthread;
}

static inline struct pthread *libc_pthread_of(pthread_t id)
{
    return (struct pthread *)id;
}

/* --- records and stacks (record.c) --- */

/* Sizes of a thread that says nothing else. */
size_t libc_pthread_stack_size(void);
#define LIBC_PTHREAD_GUARD 65536 /* addresses only, so no need to save */

/* libc_pthread_get - a record with a stack as @attr wants. 0, EAGAIN. */
int libc_pthread_get(const pthread_attr_t *attr, struct pthread **out);

/* libc_pthread_put - @p is of no more use. Any context. */
void libc_pthread_put(struct pthread *p);

/* libc_pthread_trim - free the memory of records put that are not kept. */
void libc_pthread_trim(void);

/* --- the end (exit.c) --- */

/* How many threads have not ended; the main thread may wait for 1. */
extern uint32_t libc_pthread_live;

/* --- waiting (wait.c) --- */

/*
 * libc_deadline - an absolute time as wait_on() wants it.
 *
 * Returns 0, or EINVAL (no such clock, not a time), ENODEV (no clock).
 */
int libc_deadline(clockid_t clock, const struct timespec *time, uint64_t *ns);

/* libc_wait - wait_on() that nothing but a wake-up or @deadline ends; a
 * signal's handler runs meanwhile, which looks like a wake-up. */
int libc_wait(const uint32_t *word, uint32_t expected, uint64_t deadline,
              const char *what, struct thread *holder);

/* libc_wait_cancel - the same, but -EINTR for signals and cancellation. */
int libc_wait_cancel(const uint32_t *word, uint32_t expected, uint64_t deadline,
                     const char *what, struct thread *holder);

/*
 * Threads inside a call on an object are counted in a word of it, so that its
 * destruction, which may come as soon as they have been told to leave, waits
 * until none looks at it any more.
 */
void libc_users_leave(uint32_t *users);
void libc_users_drain(uint32_t *users);
static inline void libc_users_enter(uint32_t *users)
{
    __atomic_fetch_add(users, 1, __ATOMIC_SEQ_CST);
}

/* --- others --- */

/* libc_mutex_lock_until - pthread_mutex_lock() with a deadline. */
int libc_mutex_lock_until(pthread_mutex_t *m, uint64_t deadline);

/* libc_pthread_create - pthread_create() and thrd_create(). */
int libc_pthread_create(struct pthread **out, const pthread_attr_t *attr,
                        void *(*start)(void *), int (*start_c11)(void *),
                        void *arg);

/* libc_pthread_level - a POSIX priority as kernel/thread.h's. 0 or EINVAL. */
int libc_pthread_level(int policy, int priority, unsigned *level);

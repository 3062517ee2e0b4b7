/*
 * sys/_pthreadtypes.h - the objects of POSIX threads, in place of newlib's.
 *
 * newlib's are 32-bit numbers of objects that live elsewhere; these hold what
 * they need, so that a static initialiser is enough and no call on them needs
 * memory. libc/pthread/ says what each word means. <sys/types.h> of newlib
 * includes this file.
 */
#ifndef _SYS__PTHREADTYPES_H_
#define _SYS__PTHREADTYPES_H_

#include <sys/sched.h>

typedef unsigned long pthread_t; /* the address of the C library's record */
typedef __uint32_t pthread_key_t;

#define PTHREAD_SCOPE_PROCESS       0
#define PTHREAD_SCOPE_SYSTEM        1

#define PTHREAD_INHERIT_SCHED       1
#define PTHREAD_EXPLICIT_SCHED      2

#define PTHREAD_CREATE_DETACHED     0
#define PTHREAD_CREATE_JOINABLE     1

#define PTHREAD_PROCESS_PRIVATE     0
#define PTHREAD_PROCESS_SHARED      1

#define PTHREAD_PRIO_NONE           0
#define PTHREAD_PRIO_INHERIT        1
#define PTHREAD_PRIO_PROTECT        2

#define PTHREAD_MUTEX_NORMAL        0
#define PTHREAD_MUTEX_RECURSIVE     1
#define PTHREAD_MUTEX_ERRORCHECK    2
#define PTHREAD_MUTEX_DEFAULT       PTHREAD_MUTEX_NORMAL
#define PTHREAD_MUTEX_ADAPTIVE_NP   PTHREAD_MUTEX_NORMAL
#define PTHREAD_MUTEX_RECURSIVE_NP  PTHREAD_MUTEX_RECURSIVE
#define PTHREAD_MUTEX_ERRORCHECK_NP PTHREAD_MUTEX_ERRORCHECK

typedef struct {
    int is_initialized;
    int contentionscope;
    int inheritsched;
    int schedpolicy;
    struct sched_param schedparam;
    int detachstate;
    void *stackaddr; /* the lowest byte; NULL: made by pthread_create() */
    size_t stacksize;
    size_t guardsize;
} pthread_attr_t;

typedef struct {
    __uint32_t _word; /* 0 free, 1 held, 2 held and somebody waits */
    __uint32_t _type;
    __uint32_t _depth; /* of a recursive one: times held, less one */
    __uint32_t _unused;
    void *_holder;
} pthread_mutex_t;

#define _PTHREAD_MUTEX_OF_TYPE(type)                                           \
    {                                                                          \
        0, type, 0, 0, 0                                                       \
    }
#define _PTHREAD_MUTEX_INITIALIZER _PTHREAD_MUTEX_OF_TYPE(PTHREAD_MUTEX_NORMAL)
#define PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP                                 \
    _PTHREAD_MUTEX_OF_TYPE(PTHREAD_MUTEX_RECURSIVE)
#define PTHREAD_ERRORCHECK_MUTEX_INITIALIZER_NP                                \
    _PTHREAD_MUTEX_OF_TYPE(PTHREAD_MUTEX_ERRORCHECK)
#define PTHREAD_ADAPTIVE_MUTEX_INITIALIZER_NP _PTHREAD_MUTEX_INITIALIZER

typedef struct {
    int is_initialized;
    int process_shared;
    int type;
} pthread_mutexattr_t;

typedef struct {
    __uint32_t _sequence; /* changes with each signal */
    __uint32_t _users;    /* threads inside pthread_cond_wait() */
    __clockid_t _clock;
} pthread_cond_t;

/* 1 is CLOCK_REALTIME, which <time.h> may not have said yet. */
#define _PTHREAD_COND_INITIALIZER                                              \
    {                                                                          \
        0, 0, 1                                                                \
    }

typedef struct {
    int is_initialized;
    int process_shared;
    __clockid_t clock;
} pthread_condattr_t;

typedef struct {
    __uint32_t _state;
} pthread_once_t;

#define _PTHREAD_ONCE_INIT                                                     \
    {                                                                          \
        0                                                                      \
    }

typedef struct {
    __uint32_t _state; /* readers, or the writer */
    __uint32_t _writers_waiting, _readers_waiting;
    __uint32_t _writer_wakes, _reader_wakes;
    __uint32_t _users; /* threads inside pthread_rwlock_unlock() */
    void *_writer;
} pthread_rwlock_t;

#define _PTHREAD_RWLOCK_INITIALIZER                                            \
    {                                                                          \
        0, 0, 0, 0, 0, 0, 0                                                    \
    }

typedef struct {
    int is_initialized;
    int process_shared;
} pthread_rwlockattr_t;

typedef struct {
    __uint64_t _state; /* threads that have arrived; above bit 32, the round */
    __uint32_t _count; /* threads that it holds back */
    __uint32_t _users; /* threads inside pthread_barrier_wait() */
} pthread_barrier_t;

typedef struct {
    int is_initialized;
    int process_shared;
} pthread_barrierattr_t;

typedef __uint32_t pthread_spinlock_t;

#endif

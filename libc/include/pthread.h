/*
 * pthread.h - newlib's <pthread.h>, and what it leaves out.
 */
#pragma once

#include_next <pthread.h>

__BEGIN_DECLS
/* The same as their namesakes, with the clock of @abstime as an argument. */
int pthread_cond_clockwait(pthread_cond_t *__cond, pthread_mutex_t *__mutex,
                           clockid_t __clock, const struct timespec *__abstime);
int pthread_mutex_clocklock(pthread_mutex_t *__mutex, clockid_t __clock,
                            const struct timespec *__abstime);
int pthread_rwlock_clockrdlock(pthread_rwlock_t *__rwlock, clockid_t __clock,
                               const struct timespec *__abstime);
int pthread_rwlock_clockwrlock(pthread_rwlock_t *__rwlock, clockid_t __clock,
                               const struct timespec *__abstime);

#if __GNU_VISIBLE
/* pthread_join() that gives up: EBUSY at once, or ETIMEDOUT at @abstime. */
int pthread_tryjoin_np(pthread_t __pthread, void **__value_ptr);
int pthread_timedjoin_np(pthread_t __pthread, void **__value_ptr,
                         const struct timespec *__abstime);
int pthread_clockjoin_np(pthread_t __pthread, void **__value_ptr,
                         clockid_t __clock, const struct timespec *__abstime);

/* pthread_getattr_np - the attributes that a thread really has. */
int pthread_getattr_np(pthread_t __pthread, pthread_attr_t *__attr);
#endif
__END_DECLS

/*
 * sched.c - policies and priorities: <sched.h>, and threads' own.
 */
#define _GNU_SOURCE /* for the names that POSIX has not */
#include <errno.h>
#include <sched.h>
#include <time.h>

#include "kernel/percpu.h"
#include "libc/pthread/internal.h"

#define PRIORITY_MAX 32 /* the levels of kernel/thread.h */

_Static_assert(SCHED_OTHER == (int)THREAD_OTHER &&
                   SCHED_FIFO == (int)THREAD_FIFO && SCHED_RR == (int)THREAD_RR,
               "a policy is the same number on both sides");

static int fail(int error)
{
    errno = error;
    return -1;
}

static bool is_policy(int policy)
{
    return policy == SCHED_OTHER || policy == SCHED_FIFO || policy == SCHED_RR;
}

int sched_get_priority_min(int policy)
{
    if (!is_policy(policy))
        return fail(EINVAL);
    return policy == SCHED_OTHER ? 0 : 1;
}

int sched_get_priority_max(int policy)
{
    if (!is_policy(policy))
        return fail(EINVAL);
    return policy == SCHED_OTHER ? 0 : PRIORITY_MAX;
}

int libc_pthread_level(int policy, int priority, unsigned *level)
{
    int top = policy == SCHED_OTHER ? 0 : PRIORITY_MAX;

    if (!is_policy(policy) || priority < (top ? 1 : 0) || priority > top)
        return EINVAL;
    *level = (unsigned)priority;
    return 0;
}

int pthread_getschedparam(pthread_t id, int *policy, struct sched_param *param)
{
    const struct thread *t = libc_pthread_of(id)->thread;

    *policy = (int)t->policy;
    *param = (struct sched_param){
        .sched_priority = t->policy == THREAD_OTHER ? 0 : (int)t->link.level,
    };
    return 0;
}

int pthread_setschedparam(pthread_t id, int policy,
                          const struct sched_param *param)
{
    unsigned level;
    int err = libc_pthread_level(policy, param->sched_priority, &level);

    if (err)
        return err;
    return -thread_set_level(libc_pthread_of(id)->thread,
                             (enum thread_policy)policy, level);
}

int pthread_setschedprio(pthread_t id, int priority)
{
    const struct thread *t = libc_pthread_of(id)->thread;
    struct sched_param param = {.sched_priority = priority};

    return pthread_setschedparam(id, (int)t->policy, &param);
}

/* The one process's: its calling thread's. */
static bool is_us(pid_t pid)
{
    return pid == 0 || pid == 1;
}

int sched_getscheduler(pid_t pid)
{
    return is_us(pid) ? (int)thread_current()->policy : fail(ESRCH);
}

int sched_getparam(pid_t pid, struct sched_param *param)
{
    int policy;

    if (!is_us(pid))
        return fail(ESRCH);
    return pthread_getschedparam(pthread_self(), &policy, param);
}

int sched_setscheduler(pid_t pid, int policy, const struct sched_param *param)
{
    int old = (int)thread_current()->policy, err;

    if (!is_us(pid))
        return fail(ESRCH);
    err = pthread_setschedparam(pthread_self(), policy, param);
    return err ? fail(err) : old;
}

int sched_setparam(pid_t pid, const struct sched_param *param)
{
    int policy = (int)thread_current()->policy;

    return sched_setscheduler(pid, policy, param) < 0 ? -1 : 0;
}

int sched_rr_get_interval(pid_t pid, struct timespec *interval)
{
    if (!is_us(pid))
        return fail(ESRCH);
    *interval = (struct timespec){.tv_nsec = THREAD_SLICE_NS};
    return 0;
}

int sched_yield(void)
{
    thread_yield();
    return 0;
}

void pthread_yield(void)
{
    thread_yield();
}

/* It may be another one by the time the caller looks. */
int sched_getcpu(void)
{
    return (int)this_cpu()->index;
}

/*
 * limits.c - resource limits and use: one program has the whole machine.
 */
#include <errno.h>
#include <stdint.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <unistd.h>

#include "kernel/base.h"
#include "kernel/stacks.h"
#include "kernel/thread.h"
#include "kernel/time.h"
#include "libc/fd_limit.h"

static int fail(int error)
{
    errno = error;
    return -1;
}

/* The stack this runs on, which is the main thread's. */
static rlim_t stack_size(void)
{
    const struct stack *stack =
        stacks_find((uintptr_t)__builtin_frame_address(0));

    return stack ? stack->top - stack->start : RLIM_INFINITY;
}

int getrlimit(int resource, struct rlimit *limit)
{
    rlim_t value = RLIM_INFINITY;

    if (resource < 0 || resource >= RLIM_NLIMITS)
        return fail(EINVAL);
    if (!limit)
        return fail(EFAULT);
    if (resource == RLIMIT_STACK)
        value = stack_size();
    else if (resource == RLIMIT_CORE)
        value = 0;
    *limit = (struct rlimit){value, value};
    if (resource == RLIMIT_NOFILE)
        libc_fd_limits(limit);
    return 0;
}

int getrusage(int who, struct rusage *usage)
{
    uint64_t ns = 0;
    int error = 0;

    if (who != RUSAGE_SELF && who != RUSAGE_CHILDREN && who != RUSAGE_THREAD)
        return fail(EINVAL);
    if (who == RUSAGE_SELF)
        error = thread_all_cpu_ns(&ns);
    else if (who == RUSAGE_THREAD)
        error = thread_cpu_ns(thread_current(), &ns);
    if (error)
        return fail(-error);
    *usage = (struct rusage){
        .ru_utime = {(time_t)(ns / NS_PER_S),
                     (suseconds_t)(ns % NS_PER_S / 1000)},
    };
    return 0;
}

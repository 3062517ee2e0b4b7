/*
 * clock.c - clocks of the CPU time of threads.
 */
#include <errno.h>

#include "libc/pthread/internal.h"
#include "libc/thread_clock.h"

/* An id is the record's address: far above the fixed clocks' numbers. */
int libc_thread_clock(clockid_t clock, uint64_t *ns)
{
    if (clock == CLOCK_THREAD_CPUTIME_ID)
        return thread_cpu_ns(thread_current(), ns);
    return thread_cpu_ns(libc_pthread_of((pthread_t)clock)->thread, ns);
}

int pthread_getcpuclockid(pthread_t id, clockid_t *clock)
{
    *clock = (clockid_t)id;
    return 0;
}

/*
 * sysconf.c - the sizes and limits a program may ask for.
 *
 * An answer of -1 with errno unchanged means "no limit, or not supported";
 * an unknown question sets EINVAL [POSIX sysconf].
 */
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

#include "kernel/base.h"
#include "kernel/page_alloc.h"
#include "kernel/smp.h"
#include "libc/fd.h"

#define HIGHEST_NAME _SC_POSIX_26_VERSION

/* What POSIX lets a system leave out, and this one has. */
static bool is_option(int name)
{
    switch (name) {
    case _SC_VERSION:
    case _SC_TIMERS:
    case _SC_MONOTONIC_CLOCK:
    case _SC_FSYNC:
    case _SC_THREADS:
    case _SC_THREAD_SAFE_FUNCTIONS:
    case _SC_THREAD_ATTR_STACKADDR:
    case _SC_THREAD_ATTR_STACKSIZE:
    case _SC_THREAD_PRIORITY_SCHEDULING:
    case _SC_THREAD_PROCESS_SHARED:
    case _SC_THREAD_CPUTIME:
    case _SC_CPUTIME:
    case _SC_PRIORITY_SCHEDULING:
    case _SC_CLOCK_SELECTION:
    case _SC_TIMEOUTS:
    case _SC_BARRIERS:
    case _SC_SPIN_LOCKS:
    case _SC_READER_WRITER_LOCKS:
    case _SC_SEMAPHORES:
        return true;
    default:
        return false;
    }
}

long sysconf(int name)
{
    switch (name) {
    case _SC_PAGESIZE:
        return PAGE_SIZE;
    case _SC_PHYS_PAGES:
        return (long)page_total_count();
    case _SC_AVPHYS_PAGES:
        return (long)page_free_count();
    case _SC_NPROCESSORS_CONF:
    case _SC_NPROCESSORS_ONLN:
        return (long)smp_start();
    case _SC_CLK_TCK:
        return CLOCKS_PER_SEC;
    case _SC_THREAD_STACK_MIN:
        return PTHREAD_STACK_MIN;
    case _SC_THREAD_KEYS_MAX:
        return PTHREAD_KEYS_MAX;
    case _SC_THREAD_DESTRUCTOR_ITERATIONS:
        return PTHREAD_DESTRUCTOR_ITERATIONS;
    case _SC_SEM_VALUE_MAX:
        return SEM_VALUE_MAX;
    case _SC_OPEN_MAX:
        return libc_fd_table.limit;
    case _SC_ARG_MAX:
        return 65536;
    case _SC_IOV_MAX:
        return 1024;
    case _SC_GETPW_R_SIZE_MAX:
        return 64;
    }
    if (is_option(name))
        return 200809L;
    if (name < 0 || name > HIGHEST_NAME)
        errno = EINVAL;
    return -1;
}

int getpagesize(void)
{
    return PAGE_SIZE;
}

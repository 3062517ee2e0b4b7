/*
 * sysconf.c - the sizes and limits a program may ask for.
 *
 * An answer of -1 with errno unchanged means "no limit, or not supported";
 * an unknown question sets EINVAL [POSIX sysconf].
 */
#include <errno.h>
#include <limits.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

#include "kernel/base.h"
#include "kernel/page_alloc.h"
#include "libc/fd.h"

#define HIGHEST_NAME _SC_POSIX_26_VERSION

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
        return 1;
    case _SC_CLK_TCK:
        return CLOCKS_PER_SEC;
    case _SC_VERSION:
    case _SC_TIMERS:
    case _SC_MONOTONIC_CLOCK:
    case _SC_FSYNC:
        return 200809L;
    case _SC_OPEN_MAX:
        return FD_TABLE_MAX;
    case _SC_ARG_MAX:
        return 65536;
    case _SC_IOV_MAX:
        return 1024;
    case _SC_GETPW_R_SIZE_MAX:
        return 64;
    }
    if (name < 0 || name > HIGHEST_NAME)
        errno = EINVAL;
    return -1;
}

int getpagesize(void)
{
    return PAGE_SIZE;
}

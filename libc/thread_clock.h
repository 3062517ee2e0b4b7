/*
 * thread_clock.h - CPU time of threads as clocks, for libc/time.c.
 */
#pragma once

#include <stdint.h>
#include <time.h>

#define LIBC_THREAD_CLOCK_MIN 4096 /* ids from here on are threads' */

/*
 * libc_thread_clock - read CLOCK_THREAD_CPUTIME_ID, or a clock of
 * pthread_getcpuclockid(). 0 or a negative error.
 */
int libc_thread_clock(clockid_t clock, uint64_t *ns);

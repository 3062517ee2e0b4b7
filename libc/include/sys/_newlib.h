/*
 * sys/_newlib.h - the choices that newlib's build and its users must share.
 *
 * newlib leaves these to its build and forgets them: an application that
 * disagreed with the library about one of them would pass wrong types.  The
 * overlay's newlib.h includes this file for everyone who includes a C library
 * header; scripts/build-newlib.sh includes it ahead of each file of newlib.
 * Macros only, because newlib's assembly sees it too.
 */
#pragma once

/* read() and write() return and count as POSIX says, not in int. */
#define _READ_WRITE_RETURN_TYPE  _ssize_t
#define _READ_WRITE_BUFSIZE_TYPE __SIZE_TYPE__

/* errno and stdio's per-thread state come from __getreent(), ours. */
#define __DYNAMIC_REENT__ 1

/* struct tm has the zone that localtime() used. */
#define __TM_GMTOFF tm_gmtoff
#define __TM_ZONE   tm_zone

/* clock_gettime(), nanosleep() and CLOCK_MONOTONIC are there. */
#define _POSIX_TIMERS          200809L
#define _POSIX_MONOTONIC_CLOCK 200809L

/* sigqueue(), sigwaitinfo(), SIGRTMIN. */
#define _POSIX_REALTIME_SIGNALS 200809L

/*
 * Threads [POSIX <unistd.h>]. -1: declared, and refused when called. There is
 * one process, so what is shared between processes is shared by its threads.
 */
#define _POSIX_THREADS                    200809L
#define _POSIX_THREAD_SAFE_FUNCTIONS      200809L
#define _POSIX_THREAD_ATTR_STACKADDR      200809L
#define _POSIX_THREAD_ATTR_STACKSIZE      200809L
#define _POSIX_THREAD_PRIORITY_SCHEDULING 200809L
#define _POSIX_PRIORITY_SCHEDULING        200809L
#define _POSIX_THREAD_PROCESS_SHARED      200809L
#define _POSIX_THREAD_PRIO_INHERIT        (-1)
#define _POSIX_THREAD_PRIO_PROTECT        (-1)
#define _POSIX_THREAD_CPUTIME             200809L
#define _POSIX_CPUTIME                    200809L
#define _POSIX_CLOCK_SELECTION            200809L
#define _POSIX_TIMEOUTS                   200809L
#define _POSIX_BARRIERS                   200809L
#define _POSIX_SPIN_LOCKS                 200809L
#define _POSIX_READER_WRITER_LOCKS        200809L
#define _POSIX_SEMAPHORES                 200809L
#define _UNIX98_THREAD_MUTEX_ATTRIBUTES   1

/* How many descriptors select()'s fd_set holds; newlib's 64 is too few. */
#ifndef FD_SETSIZE
#define FD_SETSIZE 1024
#endif

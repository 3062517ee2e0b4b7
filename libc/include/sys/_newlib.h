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

/* How many descriptors select()'s fd_set holds; newlib's 64 is too few. */
#ifndef FD_SETSIZE
#define FD_SETSIZE 1024
#endif

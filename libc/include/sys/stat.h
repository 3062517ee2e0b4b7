/*
 * sys/stat.h - newlib's <sys/stat.h>, and what it leaves out.
 */
#pragma once

#include_next <sys/stat.h>

/* Values of tv_nsec for utimensat() and futimens(). */
#ifndef UTIME_NOW
#define UTIME_NOW  -2L
#define UTIME_OMIT -1L
#endif

__BEGIN_DECLS
int lstat(const char *__restrict __path, struct stat *__restrict __buf);
__END_DECLS

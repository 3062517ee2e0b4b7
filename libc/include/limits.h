/*
 * limits.h - newlib's <limits.h>, and what it leaves out of POSIX's.
 */
#pragma once

#include_next <limits.h>

#ifndef SSIZE_MAX
#define SSIZE_MAX LONG_MAX
#endif

/* newlib has POSIX's least, 512; this is what a pipe does, as Linux's. */
#undef PIPE_BUF
#define PIPE_BUF                      4096

#define PTHREAD_KEYS_MAX              128
#define PTHREAD_DESTRUCTOR_ITERATIONS 4
#define PTHREAD_STACK_MIN             16384
#define SEM_VALUE_MAX                 0x7fffffff

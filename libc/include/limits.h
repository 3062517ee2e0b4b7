/*
 * limits.h - newlib's <limits.h>, and POSIX's SSIZE_MAX, which it leaves out.
 */
#pragma once

#include_next <limits.h>

#ifndef SSIZE_MAX
#define SSIZE_MAX LONG_MAX
#endif

/*
 * clock.h - POSIX clocks read as nanoseconds.
 */
#pragma once

#include <stdint.h>
#include <time.h>

/* libc_read_clock - 0, or a negative error; -EINVAL if there is no such
 * clock. */
int libc_read_clock(clockid_t clock, uint64_t *ns);

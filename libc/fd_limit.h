/*
 * fd_limit.h - RLIMIT_NOFILE.
 */
#pragma once

#include <sys/resource.h>

/* libc_fd_limits - RLIMIT_NOFILE as it is. */
void libc_fd_limits(struct rlimit *limit);

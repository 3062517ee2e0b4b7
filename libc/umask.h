/*
 * umask.h - permissions that new files do not get.
 */
#pragma once

#include <sys/types.h>

/* libc_umask - as umask() last set it; 022 at first. */
extern mode_t libc_umask;

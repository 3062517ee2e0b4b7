/*
 * fcntl.h - newlib's <fcntl.h>, and what Linux has beside it.
 */
#pragma once

#include_next <fcntl.h>

#if __GNU_VISIBLE
/* How many bytes a pipe holds; it cannot be changed. */
#define F_GETPIPE_SZ 1032
#endif

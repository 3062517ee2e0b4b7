/*
 * fcntl.h - newlib's <fcntl.h>, and what Linux has beside it.
 */
#pragma once

#include_next <fcntl.h>

#if __GNU_VISIBLE
/* How many bytes a pipe holds; it cannot be changed. */
#define F_GETPIPE_SZ 1032

/* Locks of ranges that belong to the open file description. */
#define F_OFD_GETLK  36
#define F_OFD_SETLK  37
#define F_OFD_SETLKW 38
#endif

/*
 * utime.h - newlib's <utime.h>, complete: the types it needs, and utime().
 */
#pragma once

#include <sys/cdefs.h>
#include <sys/types.h>
#include_next <utime.h>

__BEGIN_DECLS
int utime(const char *__path, const struct utimbuf *__times);
__END_DECLS

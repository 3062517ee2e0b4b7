/*
 * sys/stat.h - newlib's <sys/stat.h>, and lstat(), which it leaves out.
 */
#pragma once

#include_next <sys/stat.h>

__BEGIN_DECLS
int lstat(const char *__restrict __path, struct stat *__restrict __buf);
__END_DECLS

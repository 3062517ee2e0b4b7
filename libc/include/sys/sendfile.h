/*
 * sys/sendfile.h - from a file to another descriptor, as Linux has it.
 */
#pragma once

#include <sys/cdefs.h>
#include <sys/types.h>

__BEGIN_DECLS
/* @in has positions: a file. From *@off on, or from its own position. */
ssize_t sendfile(int __out, int __in, off_t *__off, size_t __n);
__END_DECLS

/*
 * sys/eventfd.h - a counter behind a descriptor, as Linux has it.
 */
#pragma once

#include <stdint.h>
#include <sys/cdefs.h>

#define EFD_SEMAPHORE 1
#define EFD_NONBLOCK  04000
#define EFD_CLOEXEC   02000000

typedef uint64_t eventfd_t;

__BEGIN_DECLS
int eventfd(unsigned int __first, int __flags);
int eventfd_read(int __fd, eventfd_t *__value);
int eventfd_write(int __fd, eventfd_t __value);
__END_DECLS

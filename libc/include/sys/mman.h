/*
 * sys/mman.h - memory by the page.
 *
 * A mapping is readable and writable.  MAP_PRIVATE of a file is a copy made at
 * once.  Shared files fail with ENODEV, fixed addresses with EINVAL, executable
 * pages with EACCES, and mprotect() to anything else with ENOSYS.
 */
#pragma once

#include <sys/cdefs.h>
#include <sys/types.h>

#define PROT_NONE     0x0
#define PROT_READ     0x1
#define PROT_WRITE    0x2
#define PROT_EXEC     0x4

#define MAP_SHARED    0x0001
#define MAP_PRIVATE   0x0002
#define MAP_FIXED     0x0010
#define MAP_ANONYMOUS 0x1000
#define MAP_ANON      MAP_ANONYMOUS
#define MAP_FAILED    ((void *)-1)

#define MS_ASYNC      0x1
#define MS_SYNC       0x2
#define MS_INVALIDATE 0x4

__BEGIN_DECLS
void *mmap(void *__addr, size_t __len, int __prot, int __flags, int __fd,
           off_t __offset);
int munmap(void *__addr, size_t __len);
int mprotect(void *__addr, size_t __len, int __prot);
int msync(void *__addr, size_t __len, int __flags);
__END_DECLS

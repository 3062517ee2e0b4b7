/*
 * sys/random.h - random bytes from the machine's own source.
 */
#pragma once

#include <sys/cdefs.h>
#include <sys/types.h>

/* Both are accepted; there is one source, and it does not block. */
#define GRND_NONBLOCK 0x1
#define GRND_RANDOM   0x2

__BEGIN_DECLS
ssize_t getrandom(void *__buf, size_t __len, unsigned int __flags);
int getentropy(void *__buf, size_t __len);
__END_DECLS

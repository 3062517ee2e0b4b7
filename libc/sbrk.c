/*
 * sbrk.c - the heap that newlib's malloc stands on.
 */
#include <errno.h>
#include <stddef.h>
#include <unistd.h>

#include "kernel/heap.h"

void *sbrk(ptrdiff_t increment)
{
    void *old = heap_grow(increment);

    if (!old) {
        errno = ENOMEM;
        return (void *)-1;
    }
    return old;
}

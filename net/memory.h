/*
 * memory.h - the memory of the network stack: malloc's, with a limit.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* What is in use, its peak and limit in bytes; and what was refused. */
struct net_memory {
    size_t used, peak, limit;
    uint64_t refused;
};
extern struct net_memory net_memory;

/*
 * net_malloc, net_calloc, net_free - as malloc(), calloc(), free().
 *
 * NULL beyond the limit: then frames and connections are dropped, and the
 * program keeps the rest of memory. With the lock held (net.h).
 */
void *net_malloc(size_t size);
void *net_calloc(size_t count, size_t size);
void net_free(void *p);

/* net_memory_init - set the limit from the memory that there is. */
void net_memory_init(void);

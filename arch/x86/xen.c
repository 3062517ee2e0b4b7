/*
 * xen.c - hypercalls; none yet, see xen.h.
 */
#include "arch/x86/xen.h"

#include "kernel/errno.h"

int xen_memory_map(uint32_t base, struct mem_entry *entries, unsigned *count)
{
    (void)base;
    (void)entries;
    (void)count;
    return -ENOSYS;
}

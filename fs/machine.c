/*
 * machine.c - what files in memory need to know of the machine.
 */
#include "fs/machine.h"

#include "kernel/base.h"
#include "kernel/page_alloc.h"
#include "kernel/time.h"

bool machine_time(vtime_t *now)
{
    uint64_t ns;

    if (time_realtime_ns(&ns))
        return false;
    *now = (vtime_t)ns;
    return true;
}

void machine_memory(uint64_t *total, uint64_t *free)
{
    *total = page_total_count() * PAGE_SIZE;
    *free = page_free_count() * PAGE_SIZE;
}

void machine_corrupt(const char *name, const char *what, uint64_t number)
{
    base_print("pith: %s is corrupt: %s (%lu); it is read-only from now on\n",
               name, what, number);
}

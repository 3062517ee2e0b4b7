/*
 * relax.h - waiting for another CPU, which may be one of a hypervisor's.
 */
#pragma once

#include "arch/x86/cpu.h"
#include "arch/x86/xen.h"

#define RELAX_SPINS 256 /* some 10 us: longer than any CPU that runs takes */

/*
 * relax - once around a loop that waits for what another CPU does.
 *
 * @spins  0 at first
 *
 * Where Xen has fewer CPUs than its domains, the other one may not even run
 * until this one yields.
 */
static inline void relax(uint32_t *spins)
{
    cpu_pause();
    if (++*spins % RELAX_SPINS == 0 && xen_found())
        xen_yield();
}

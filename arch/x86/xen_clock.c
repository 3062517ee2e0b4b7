/*
 * xen_clock.c - see xen_clock.h.
 *
 * Xen writes the time of each virtual CPU to wherever that CPU has said, by a
 * guest-virtual address; so there is no limit of 32 CPUs, as there is in the
 * shared page. That page is mapped for the real time alone, over a page of
 * RAM, which is given up.
 */
#include "arch/x86/xen_clock.h"

#include "arch/x86/cpu.h"
#include "arch/x86/hypervisor.h"
#include "arch/x86/xen.h"
#include "arch/x86/xen_abi.h"
#include "kernel/base.h"
#include "kernel/page_alloc.h"
#include "kernel/percpu.h"
#include "kernel/string.h"

static struct pvclock_time *times;

/* [XEN arch-x86/cpuid.h], leaf 4, of the CPU that asks */
static uint32_t vcpu_id(unsigned index)
{
    struct cpuid_regs r = cpu_cpuid(hypervisor_get().base + XEN_LEAF_HVM, 0);

    return r.eax & XEN_HVM_VCPU_ID_PRESENT ? r.ebx : index;
}

static const struct pvclock_time *page(unsigned index)
{
    struct xen_time_area area = {(uintptr_t)&times[index]};
    long error = xen_hypercall(XEN_VCPU_OP, VCPUOP_REGISTER_TIME_AREA,
                               vcpu_id(index), (uintptr_t)&area, 0, 0);

    return error ? NULL : &times[index];
}

static const struct pvclock_wall *wall(void)
{
    static const struct pvclock_wall *in_shared_info;

    if (!in_shared_info) {
        const char *shared = xen_shared_info();

        if (shared)
            in_shared_info = (const void *)(shared + XEN_SHARED_INFO_WALL);
    }
    return in_shared_info;
}

static const struct pvclock_source xen = {"Xen", page, wall};

const struct pvclock_source *xen_clock_find(void)
{
    uint64_t size = CPUS_MAX * sizeof(*times), paddr;
    uint64_t npages = ALIGN_UP(size, PAGE_SIZE) / PAGE_SIZE;

    if (hypervisor_get().kind != HYPERVISOR_XEN || !xen_find() ||
        page_alloc(npages, 1, PAGE_HIGH_FIRST, PAGE_ANY_ADDRESS, &paddr) != 0)
        return NULL;
    times = page_ptr(paddr, npages);
    if (!times)
        return NULL;
    memset(times, 0, size);
    return &xen;
}

/*
 * xen.c - see xen.h.
 *
 * The MSR is written in 64-bit mode: Xen takes the layout of the structures
 * it shares with the guest, 32 or 64 bits, from the mode of that write.
 * The page is writable and not executable before, and the reverse after.
 */
#include "arch/x86/xen.h"

#include "arch/x86/cpu.h"
#include "arch/x86/hypervisor.h"
#include "arch/x86/page.h"
#include "arch/x86/xen_abi.h"
#include "kernel/base.h"
#include "kernel/image.h"
#include "kernel/string.h"

#define ENTRY_SIZE 32
#define MOV_EAX    0xb8 /* opens each entry; the number follows */
#define E820_SIZE  20

static bool found;

/* Has Xen written entry @number of the page? */
static bool is_filled(unsigned number)
{
    const unsigned char *entry =
        (const unsigned char *)xen_hypercall_page + number * ENTRY_SIZE;

    return entry[0] == MOV_EAX && entry[1] == number && entry[2] == 0;
}

static bool install_page(void)
{
    struct hypervisor_info hv = hypervisor_get();
    struct cpuid_regs r;

    if (hv.kind != HYPERVISOR_XEN)
        return false;
    if (cpu_cpuid(hv.base, 0).eax < hv.base + XEN_LEAF_HYPERCALL)
        return false;
    r = cpu_cpuid(hv.base + XEN_LEAF_HYPERCALL, 0);
    if (r.eax == 0)
        return false;
    memset(xen_hypercall_page, 0, PAGE_SIZE);
    cpu_wrmsr(r.ebx, IMAGE_ADDR(xen_hypercall_page));
    if (!is_filled(XEN_SCHED_OP)) /* the last one that boot needs */
        return false;
    paging_set_rights(IMAGE_ADDR(xen_hypercall_page), PAGING_X);
    return true;
}

bool xen_find(void)
{
    static bool asked;

    if (!asked) {
        asked = true;
        found = install_page();
    }
    return found;
}

bool xen_found(void)
{
    return found;
}

long xen_call(unsigned number, unsigned op, void *p)
{
    return xen_hypercall(number, op, (uintptr_t)p, 0, 0, 0);
}

long xen_memory_map(void *bytes, size_t size)
{
    struct xen_memory_map map = {
        .nr_entries = (uint32_t)(size / E820_SIZE),
        .buffer = (uintptr_t)bytes,
    };
    uint32_t room = map.nr_entries;
    long error = xen_call(XEN_MEMORY_OP, XENMEM_MEMORY_MAP, &map);

    if (error)
        return error;
    return (long)MIN(map.nr_entries, room) * E820_SIZE;
}

long xen_reservation(void)
{
    uint16_t domid = XEN_DOMID_SELF;

    return xen_call(XEN_MEMORY_OP, XENMEM_CURRENT_RESERVATION, &domid);
}

long xen_param(unsigned index, uint64_t *value)
{
    struct xen_hvm_param param = {.domid = XEN_DOMID_SELF, .index = index};
    long error = xen_call(XEN_HVM_OP, HVMOP_GET_PARAM, &param);

    if (error == 0)
        *value = param.value;
    return error;
}

void *xen_page(unsigned pfn, unsigned evtchn, uint32_t *port)
{
    uint64_t page = 0, channel = 0;

    if (xen_param(pfn, &page) != 0 || xen_param(evtchn, &channel) != 0 ||
        page == 0 || page >= 4 * GIB / PAGE_SIZE ||
        paging_map_identity(page * PAGE_SIZE, PAGE_SIZE, NULL) != 0)
        return NULL;
    *port = (uint32_t)channel;
    return (void *)(uintptr_t)(page * PAGE_SIZE);
}

void xen_notify(uint32_t port)
{
    struct xen_evtchn_send send = {port};

    xen_call(XEN_EVENT_CHANNEL_OP, EVTCHNOP_SEND, &send);
}

void xen_yield(void)
{
    xen_call(XEN_SCHED_OP, SCHEDOP_YIELD, NULL);
}

uint64_t xen_tsc_khz(void)
{
    struct hypervisor_info hv = hypervisor_get();

    if (cpu_cpuid(hv.base, 0).eax < hv.base + XEN_LEAF_TIME)
        return 0;
    return cpu_cpuid(hv.base + XEN_LEAF_TIME, 0).ecx;
}

unsigned xen_shutdown_reason(int status)
{
    unsigned reason = (unsigned)status & 0xff;

    if (reason == SHUTDOWN_SUSPEND || reason == SHUTDOWN_SOFT_RESET)
        reason |= 0x80;
    return reason;
}

void xen_shutdown(unsigned reason)
{
    struct xen_sched_shutdown shutdown = {reason};

    if (found)
        xen_call(XEN_SCHED_OP, SCHEDOP_SHUTDOWN, &shutdown);
}

/*
 * xen_stub.c - the smallest domain that can print, to measure pith against.
 *
 * What Mini-OS does before its main, and no more: long mode (xen_stub.S), the
 * hypercall page, the console's page. Then come two lines as pith.timeline
 * prints them, and the end. Nothing is checked: without Xen it is lost.
 */
#include "arch/x86/cpu.h"
#include "arch/x86/xen_abi.h"
#include "drivers/xen/console_abi.h"

#define XEN_BASE 0x40000000u

extern char hypercall_page[];
long stub_hypercall(unsigned number, uint64_t a1, uint64_t a2);
_Noreturn void stub_main(uint64_t entry_tsc);

static struct xencons_interface *ring;

static uint64_t param(uint32_t index)
{
    struct xen_hvm_param p = {.domid = XEN_DOMID_SELF, .index = index};

    stub_hypercall(XEN_HVM_OP, HVMOP_GET_PARAM, (uintptr_t)&p);
    return p.value;
}

/* There is room for all of it: nobody has printed before. */
static void print(const char *text)
{
    uint32_t at = __atomic_load_n(&ring->out_prod, __ATOMIC_RELAXED);

    for (; *text; text++)
        ring->out[at++ % sizeof(ring->out)] = (uint8_t)*text;
    /* pairs with xenconsoled's read of the index before the bytes */
    __atomic_store_n(&ring->out_prod, at, __ATOMIC_RELEASE);
}

static void print_stamp(uint64_t tsc, const char *name)
{
    char hex[17] = "";

    for (int i = 15; i >= 0; i--, tsc >>= 4)
        hex[i] = "0123456789abcdef"[tsc & 15];
    print("pith: stamp 0x");
    print(hex);
    print(name);
}

void stub_main(uint64_t entry_tsc)
{
    struct xen_sched_shutdown off = {SHUTDOWN_POWEROFF};
    struct xen_evtchn_send send;
    uint64_t main_tsc;

    cpu_wrmsr(cpu_cpuid(XEN_BASE + XEN_LEAF_HYPERCALL, 0).ebx,
              (uintptr_t)hypercall_page);
    ring = (void *)(uintptr_t)(param(HVM_PARAM_CONSOLE_PFN) << 12);
    send.port = (uint32_t)param(HVM_PARAM_CONSOLE_EVTCHN);
    main_tsc = cpu_rdtsc();
    print_stamp(entry_tsc, " entry\n");
    print_stamp(main_tsc, " main\n");
    stub_hypercall(XEN_EVENT_CHANNEL_OP, EVTCHNOP_SEND, (uintptr_t)&send);
    stub_hypercall(XEN_SCHED_OP, SCHEDOP_SHUTDOWN, (uintptr_t)&off);
    for (;;)
        __asm__ volatile("hlt");
}

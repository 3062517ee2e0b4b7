/*
 * tsc.c - the frequency of the time-stamp counter.
 *
 * CPUID knows it on Intel's newer processors, under Xen, and under KVM where
 * the VMM says so; KVM's clock states it too. Otherwise it is measured.
 */
#include "arch/x86/tsc.h"

#include <stdbool.h>

#include "arch/x86/calibrate.h"
#include "arch/x86/cpu.h"
#include "arch/x86/hypervisor.h"
#include "arch/x86/pvclock.h"
#include "kernel/base.h"

/* [SDM 2 "CPUID"] */
#define LEAF_TSC       0x15
#define LEAF_FREQUENCY 0x16

/* From the hypervisor's base leaf: kHz in EAX, and the local APIC's in EBX
 * [VMware "Mechanisms to determine if software is running in a VMware virtual
 * machine"], taken over by QEMU; kHz in ECX of subleaf 0 [Xen
 * arch-x86/cpuid.h, leaf 4]. */
#define HYPERVISOR_TIMING 0x10
#define XEN_TIME          0x3

/* A crystal of unknown speed follows from the base frequency in MHz. */
static uint64_t ask_processor(void)
{
    uint32_t max = cpu_cpuid(0, 0).eax;
    struct cpuid_regs r;
    uint64_t crystal;

    if (max < LEAF_TSC)
        return 0;
    r = cpu_cpuid(LEAF_TSC, 0);
    if (r.eax == 0 || r.ebx == 0)
        return 0;
    crystal = r.ecx;
    if (crystal == 0 && max >= LEAF_FREQUENCY)
        crystal = (cpu_cpuid(LEAF_FREQUENCY, 0).eax & 0xffff) * 1000000ull *
                  r.eax / r.ebx;
    return crystal * r.ebx / r.eax;
}

static bool has_timing(struct hypervisor_info h)
{
    return h.kind == HYPERVISOR_KVM &&
           cpu_cpuid(h.base, 0).eax >= h.base + HYPERVISOR_TIMING;
}

/*
 * A hypervisor makes the local APIC of its own and may still show the
 * processor's leaf 0x15, so that is believed of bare machines only.
 */
uint64_t tsc_apic_frequency(void)
{
    struct hypervisor_info h = hypervisor_get();

    if (has_timing(h))
        return cpu_cpuid(h.base + HYPERVISOR_TIMING, 0).ebx * 1000ull;
    if (h.kind == HYPERVISOR_NONE && cpu_cpuid(0, 0).eax >= LEAF_TSC)
        return cpu_cpuid(LEAF_TSC, 0).ecx;
    return 0;
}

static uint64_t ask_hypervisor(void)
{
    struct hypervisor_info h = hypervisor_get();

    if (h.kind == HYPERVISOR_XEN)
        return cpu_cpuid(h.base + XEN_TIME, 0).ecx * 1000ull;
    if (has_timing(h))
        return cpu_cpuid(h.base + HYPERVISOR_TIMING, 0).eax * 1000ull;
    return 0;
}

static uint64_t find_frequency(void)
{
    uint64_t hz = ask_hypervisor();

    if (hz == 0)
        hz = pvclock_tsc_hz();
    if (hz == 0)
        hz = ask_processor();
    if (hz == 0)
        hz = calibrate_tsc();
    log_debug("TSC: %lu kHz", hz / 1000);
    return hz;
}

uint64_t tsc_frequency(void)
{
    static uint64_t hz;
    static bool known;

    if (!known)
        hz = find_frequency();
    known = true;
    return hz;
}

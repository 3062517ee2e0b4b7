/*
 * hypervisor.h - which hypervisor this is; asked once, read as a value.
 */
#pragma once

#include <stdint.h>

enum hypervisor {
    HYPERVISOR_NONE, /* or one that does not say */
    HYPERVISOR_KVM,
    HYPERVISOR_XEN,
    HYPERVISOR_TCG,
    HYPERVISOR_OTHER,
};

struct hypervisor_info {
    enum hypervisor kind;
    uint32_t base; /* the CPUID leaf its signature stands in */
};

/*
 * hypervisor_get - look through CPUID's leaves 0x40000000..0x4000ff00, once.
 *
 * Xen may stand behind another interface's leaves (Viridian), so every base
 * is looked at, and all twelve bytes: leaves out of range return junk.
 */
struct hypervisor_info hypervisor_get(void);

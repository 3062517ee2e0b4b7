/*
 * hypervisor.c - see hypervisor.h. [SDM 2 "CPUID", leaf 1 ECX bit 31]
 */
#include "arch/x86/hypervisor.h"

#include "arch/x86/cpu.h"
#include "kernel/base.h"
#include "kernel/string.h"

#define LEAF_FIRST         0x40000000
#define LEAF_LAST          0x4000ff00
#define LEAF_STEP          0x100
#define CPUID_1_HYPERVISOR (1u << 31)

static const struct {
    char signature[13];
    enum hypervisor kind;
} known[] = {
    {"XenVMMXenVMM", HYPERVISOR_XEN},
    {"KVMKVMKVM\0\0\0", HYPERVISOR_KVM},
    {"TCGTCGTCGTCG", HYPERVISOR_TCG},
};

static enum hypervisor kind_at(uint32_t leaf)
{
    struct cpuid_regs r = cpu_cpuid(leaf, 0);
    uint32_t signature[3] = {r.ebx, r.ecx, r.edx};

    for (unsigned i = 0; i < ARRAY_SIZE(known); i++) {
        if (memcmp(signature, known[i].signature, sizeof(signature)) == 0)
            return known[i].kind;
    }
    return HYPERVISOR_OTHER;
}

static struct hypervisor_info find(void)
{
    struct hypervisor_info found = {HYPERVISOR_NONE, 0};

    if (!(cpu_cpuid(1, 0).ecx & CPUID_1_HYPERVISOR))
        return found;
    found = (struct hypervisor_info){kind_at(LEAF_FIRST), LEAF_FIRST};
    for (uint32_t leaf = LEAF_FIRST; leaf <= LEAF_LAST; leaf += LEAF_STEP) {
        if (kind_at(leaf) == HYPERVISOR_XEN)
            return (struct hypervisor_info){HYPERVISOR_XEN, leaf};
    }
    return found;
}

struct hypervisor_info hypervisor_get(void)
{
    static struct hypervisor_info info;
    static bool known;

    if (!known)
        info = find();
    known = true;
    return info;
}

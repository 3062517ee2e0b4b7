/*
 * canary.c - see canary.h.
 */
#include "arch/x86/canary.h"

#include "arch/x86/cpu.h"
#include "arch/x86/regs.h"
#include "kernel/image.h"

#define CPUID_1_RDRAND (1u << 30)
#define LOW_BYTE       0xffull

__attribute__((no_stack_protector)) void canary_seed(void)
{
    uint64_t value = 0;

    if (!(cpu_cpuid(1, 0).ecx & CPUID_1_RDRAND) || !cpu_rdrand(&value)) {
        value = cpu_rdtsc();
        value = (value ^ value >> 29) * 0xbf58476d1ce4e5b9ull;
        value ^= value >> 32;
    }
    /* a zero byte first, so that no string function copies past it */
    boot_tcb[TCB_CANARY / 8] = value & ~LOW_BYTE;
}

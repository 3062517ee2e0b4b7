/*
 * emulated.c - see emulated.h.
 *
 * TCG names itself in the leaf of hypervisors [QEMU target/i386/cpu.c
 * "TCGTCGTCGTCG"]. A wrong answer costs time only.
 */
#include "libc/string/emulated.h"

#include <cpuid.h>

#define LEAF_FEATURES 1
#define HYPERVISOR    (1u << 31) /* in its ECX */
#define LEAF_NAME     0x40000000
#define TCGT          0x54474354 /* "TCGT" in EBX */

static bool find_out(void)
{
    unsigned a, b, c, d;

    __cpuid(LEAF_FEATURES, a, b, c, d);
    if (!(c & HYPERVISOR))
        return false;
    __cpuid(LEAF_NAME, a, b, c, d);
    return b == TCGT;
}

bool libc_emulated(void)
{
    static enum { UNKNOWN, NO, YES } answer;

    if (answer == UNKNOWN)
        answer = find_out() ? YES : NO;
    return answer == YES;
}

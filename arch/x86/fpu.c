/*
 * fpu.c - the floating-point and thread-pointer state of a CPU.
 *
 * XCR0 takes all that the CPU has of x87, SSE, AVX and AVX-512: a program asks
 * CPUID what it may use. AMX and protection keys stay off: the first has 8 KiB
 * of state, too much for a stack, the second rules pages we do not mark.
 * [SDM 1 "Managing State Using the XSAVE Feature Set"]
 */
#include "arch/x86/fpu.h"

#include "arch/x86/cpu.h"
#include "arch/x86/regs.h"
#include "kernel/thread.h"

#define LEAF_FEATURES  0x01
#define FEATURES_XSAVE (1u << 26) /* ECX */
#define LEAF_XSTATE    0x0d

/* x87, SSE, AVX, and the three parts of AVX-512, together or not at all. */
#define XCR0_WANTED 0xe7u
#define XCR0_AVX    0x04u
#define XCR0_AVX512 0xe0u

#define FXSAVE_SIZE 512

uint32_t fpu_area_size, fpu_xsave_mask;

static void set_xcr0(void)
{
    __asm__ volatile("movq %0, %%cr4"
                     :
                     : "r"(cpu_read_cr4() | CR4_OSXSAVE)
                     : "memory");
    __asm__ volatile("xsetbv" : : "c"(0), "a"(fpu_xsave_mask), "d"(0));
}

static void choose_xcr0(void)
{
    uint32_t mask = cpu_cpuid(LEAF_XSTATE, 0).eax & XCR0_WANTED;

    if (!(mask & XCR0_AVX) || (mask & XCR0_AVX512) != XCR0_AVX512)
        mask &= ~XCR0_AVX512;
    fpu_xsave_mask = mask;
    set_xcr0();
    /* EBX: the size for what XCR0 now has. */
    fpu_area_size = cpu_cpuid(LEAF_XSTATE, 0).ebx;
}

static void set_control_words(void)
{
    fpu_fninit(); /* control word 0x37f: extended precision, all masked */
    fpu_ldmxcsr(MXCSR_DEFAULT);
}

void thread_init_fpu(void)
{
    set_control_words();
    fpu_area_size = FXSAVE_SIZE;
    if (cpu_cpuid(LEAF_FEATURES, 0).ecx & FEATURES_XSAVE)
        choose_xcr0();
}

void fpu_init_cpu(void)
{
    if (fpu_area_size == 0)
        return;
    set_control_words();
    if (fpu_xsave_mask)
        set_xcr0();
}

void thread_set_pointer(void *tcb)
{
    thread_current()->pointer = tcb;
    cpu_wrmsr(MSR_FS_BASE, (uintptr_t)tcb);
}

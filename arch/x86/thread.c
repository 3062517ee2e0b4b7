/*
 * thread.c - the floating-point and thread-pointer state of a thread.
 */
#include "kernel/thread.h"

#include "arch/x86/cpu.h"
#include "arch/x86/fpu.h"
#include "arch/x86/regs.h"

void thread_init_fpu(void)
{
    fpu_fninit(); /* control word 0x37f: extended precision, all masked */
    fpu_ldmxcsr(MXCSR_DEFAULT);
}

void thread_set_pointer(void *tcb)
{
    cpu_wrmsr(MSR_FS_BASE, (uintptr_t)tcb);
}

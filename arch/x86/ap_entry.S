/*
 * ap_entry.S - an application processor's way from reset to ap_main().
 *
 * ap_trampoline is copied to a page below 640 KiB. On entry there, after
 * STARTUP [SDM 3 "Typical AP Initialization Sequence"]:
 *   real mode, %cs is the page's segment, %ip 0, interrupts off
 *   all else unspecified; this relies on nothing
 * It goes on at once in the image's own text, so the page needs no right to be
 * executed: paging is not on yet. Caching is as the boot CPU has it: MTRRs and
 * PAT are the hypervisor's, and no VMM gives CPUs different ones.
 *
 * On exit: as pvh_entry.S leaves the boot CPU, and
 *   ap_main(struct cpu *)  on that CPU's own stack, %gs its struct cpu, %fs
 *                          the boot TCB for the canary; never returns
 * Each CPU that comes takes the next ticket, which is an index into ap_slots;
 * one more than was asked for halts.
 */
#include "arch/x86/asm.h"
#include "arch/x86/regs.h"

    .section .rodata.ap, "a"
    .globl ap_trampoline, ap_trampoline_end
    .code16
ap_trampoline:
    cli
    cld
    movw %cs, %ax
    movw %ax, %ds
    lgdtl ap_gdt_pointer - ap_trampoline
    movl %cr0, %eax
    orl $CR0_PE, %eax
    movl %eax, %cr0
    ljmpl $SEL_CODE32, $ap_entry32
    .balign 4
ap_gdt_pointer:
    .word GDT_START_SIZE - 1
    .long gdt
ap_trampoline_end:

    .text
    .code32
FUNC(ap_entry32)
    movl $SEL_DATA, %eax
    movl %eax, %ds
    movl %eax, %es
    movl %eax, %ss

    /* [SDM 3 "Initializing IA-32e Mode"] */
    movl $CR4_START, %eax
    movl %eax, %cr4
    movl $boot_pml4, %eax
    movl %eax, %cr3
    movl $MSR_EFER, %ecx
    rdmsr
    orl $EFER_START, %eax
    wrmsr
    movl $CR0_START, %eax
    movl %eax, %cr0
    ljmp $SEL_CODE64, $1f

    .code64
1:  xorl %eax, %eax
    movl %eax, %fs
    movl %eax, %gs
    lldt %ax
    movq %rax, %dr7                 /* no breakpoint but our own */

    movl $1, %edi
    lock xaddl %edi, ap_tickets
    cmpl ap_slots_count, %edi       /* set before STARTUP was sent */
    jae 2f
    shll $4, %edi
    addq ap_slots, %rdi             /* struct ap_slot */
    movq 8(%rdi), %rsp
    movq (%rdi), %rdi
    xorl %ebp, %ebp                 /* the backtrace ends here */

    movl $MSR_FS_BASE, %ecx
    movl $boot_tcb, %eax
    xorl %edx, %edx
    wrmsr
    movl $MSR_GS_BASE, %ecx
    movl %edi, %eax
    movq %rdi, %rdx
    shrq $32, %rdx
    wrmsr
    call ap_main
    ud2
2:  cli
    hlt
    jmp 2b
END(ap_entry32)

    .section .note.GNU-stack, "", @progbits

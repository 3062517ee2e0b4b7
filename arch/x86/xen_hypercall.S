/*
 * xen_hypercall.S - the page of hypercalls, and the way into it.
 *
 * Xen fills the page when its address is written to the MSR that CPUID names
 * (xen.c): entry n, 32 bytes, is `mov $n, %eax; vmcall or vmmcall; ret`.
 *
 * long xen_hypercall(number, a1, a2, a3, a4, a5):
 *   entry      edi, rsi, rdx, rcx, r8, r9 as the psABI passes them
 *   to Xen     a1..a5 in rdi, rsi, rdx, r10, r8 [XEN arch-x86/xen-x86_64.h]
 *   exit       rax: 0 or more, or a negative errno value of Linux's
 *   clobbered  what any C function may clobber
 */
#include "arch/x86/asm.h"

    .section .text.xen, "ax"
    .code64
FUNC(xen_hypercall)
    movl %edi, %eax
    shll $5, %eax
    movq %rsi, %rdi
    movq %rdx, %rsi
    movq %rcx, %rdx
    movq %r8, %r10
    movq %r9, %r8
    addq $xen_hypercall_page, %rax
    jmp *%rax                       /* its ret is ours */
END(xen_hypercall)

    /* Made R X once it is filled; not in the file. */
    .section .noinit, "aw", @nobits
    .balign 4096
    .globl xen_hypercall_page
xen_hypercall_page:
    .skip 4096

    .section .note.GNU-stack, "", @progbits

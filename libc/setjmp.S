/*
 * setjmp.S - setjmp() and longjmp(), for newlib's jmp_buf of eight words.
 *
 * newlib's own makes setjmp() return 0 after longjmp(env, 0), where C says 1
 * [C 7.13.2.1]. Beside the registers a call preserves, the psABI counts the
 * control bits of MXCSR and the x87 control word [SysV ABI 3.2.1], for which
 * there is no ninth word: they go into the top 16 bits of the return address
 * and of the stack pointer, which are zero in every address there is here
 * (the lower half, 47 bits).
 *
 *      0 rbx   8 rbp   16 r12   24 r13   32 r14   40 r15
 *     48 rsp | FCW << 48        56 rip | MXCSR << 48
 *
 * int setjmp(jmp_buf env)
 *   %rdi env; returns 0 in %eax; clobbers %rcx, %rdx and the red zone.
 * void longjmp(jmp_buf env, int value)
 *   %rdi env, %esi value; setjmp's %rsp, with the address popped.
 */
#include "arch/x86/asm.h"

#define MXCSR_FLAGS 0x3f /* sticky exception bits: longjmp leaves them */

    .section .text.setjmp, "ax", @progbits
FUNC(setjmp)
    movq %rbx, (%rdi)
    movq %rbp, 8(%rdi)
    movq %r12, 16(%rdi)
    movq %r13, 24(%rdi)
    movq %r14, 32(%rdi)
    movq %r15, 40(%rdi)
    leaq 8(%rsp), %rdx              /* as it is after the return */
    movq %rdx, 48(%rdi)
    movq (%rsp), %rdx
    movq %rdx, 56(%rdi)
    fnstcw 54(%rdi)                 /* two bytes: the top of word 48 */
    stmxcsr -8(%rsp)
    movl -8(%rsp), %eax
    movw %ax, 62(%rdi)
    xorl %eax, %eax
    ret
END(setjmp)

    .section .text.longjmp, "ax", @progbits
FUNC(longjmp)
    movl %esi, %eax
    testl %eax, %eax
    jnz 1f
    incl %eax
1:  movzwl 62(%rdi), %ecx
    andl $~MXCSR_FLAGS, %ecx
    stmxcsr -8(%rsp)
    movl -8(%rsp), %edx
    andl $MXCSR_FLAGS, %edx
    orl %edx, %ecx
    movl %ecx, -8(%rsp)
    ldmxcsr -8(%rsp)
    fldcw 54(%rdi)
    movq (%rdi), %rbx
    movq 8(%rdi), %rbp
    movq 16(%rdi), %r12
    movq 24(%rdi), %r13
    movq 32(%rdi), %r14
    movq 40(%rdi), %r15
    movq 56(%rdi), %rdx
    movq 48(%rdi), %rsp
    shlq $16, %rdx                  /* drop the top 16 bits */
    shrq $16, %rdx
    shlq $16, %rsp
    shrq $16, %rsp
    jmp *%rdx
END(longjmp)

    .section .note.GNU-stack, "", @progbits

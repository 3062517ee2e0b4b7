/*
 * sigsetjmp.S - setjmp() that also keeps the signal mask.
 *
 * int sigsetjmp(sigjmp_buf env, int save)
 *   %rdi env, whose words 8 and 9 are `save` and the mask; %esi save.
 *   Goes on in setjmp(), as if that had been called.
 */
#include "arch/x86/asm.h"

#define TCB_BLOCKED 0x58 /* struct tcb, signal.blocked */

    .section .text.sigsetjmp, "ax", @progbits
FUNC(sigsetjmp)
    movslq %esi, %rsi
    movq %rsi, 64(%rdi)
    movq %fs:0, %rax
    movq TCB_BLOCKED(%rax), %rax
    movq %rax, 72(%rdi)
    jmp setjmp
END(sigsetjmp)

    .section .note.GNU-stack, "", @progbits

/*
 * call_on.S - a function call on another stack.
 *
 * void libc_signal_call_on(uint64_t top, void (*fn)(void *), void *arg)
 *   %rdi top, aligned to 16; %rsi fn; %rdx its argument.
 */
#include "arch/x86/asm.h"

    .section .text.libc_signal_call_on, "ax", @progbits
FUNC(libc_signal_call_on)
    pushq %rbp
    movq %rsp, %rbp
    movq %rdi, %rsp
    movq %rdx, %rdi
    call *%rsi
    movq %rbp, %rsp
    popq %rbp
    ret
END(libc_signal_call_on)

    .section .note.GNU-stack, "", @progbits

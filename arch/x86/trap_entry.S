/*
 * trap_entry.S - from an exception to trap_handle() and back.
 *
 * On entry: the CPU has switched to the vector's IST stack (so the interrupted
 * stack's red zone stays whole) and pushed ss, rsp, rflags, cs, rip and, for
 * some vectors, an error code [SDM 3 "64-Bit Mode Stack Frame"]. On exit:
 * every register as struct trap_frame has it then.
 */
#include "arch/x86/asm.h"

/* Vectors whose error code the CPU pushes: 8, 10-14, 17, 21, 29, 30. */
#define HAS_ERROR 0x60227d00

    .text
    .balign 16
    .globl trap_stubs
trap_stubs:
    .set vector, 0
    .rept 32
    .balign 16
    .if !((HAS_ERROR >> vector) & 1)
    pushq $0
    .endif
    pushq $vector
    jmp trap_common
    .set vector, vector + 1
    .endr

FUNC(trap_common)
    cld
    pushq %rax
    pushq %rbx
    pushq %rcx
    pushq %rdx
    pushq %rsi
    pushq %rdi
    pushq %rbp
    pushq %r8
    pushq %r9
    pushq %r10
    pushq %r11
    pushq %r12
    pushq %r13
    pushq %r14
    pushq %r15
    movq %rsp, %rdi
    call trap_handle
    popq %r15
    popq %r14
    popq %r13
    popq %r12
    popq %r11
    popq %r10
    popq %r9
    popq %r8
    popq %rbp
    popq %rdi
    popq %rsi
    popq %rdx
    popq %rcx
    popq %rbx
    popq %rax
    addq $16, %rsp
    iretq
END(trap_common)

    .section .note.GNU-stack, "", @progbits

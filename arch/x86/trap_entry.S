/*
 * trap_entry.S - from an exception to trap_handle() and back.
 *
 * On entry: the CPU has switched to the vector's IST stack (so the interrupted
 * stack's red zone stays whole) and pushed ss, rsp, rflags, cs, rip and, for
 * some vectors, an error code [SDM 3 "64-Bit Mode Stack Frame"]. On exit:
 * every register as struct trap_frame has it then.
 *
 * The call frame information is that of a signal frame: a debugger goes on at
 * the instruction that faulted, with the registers it had. It stands in
 * .debug_frame, which is not loaded [DWARF 5 "Call Frame Information"].
 */
#include "arch/x86/asm.h"

    .cfi_sections .debug_frame

/* Vectors whose error code the CPU pushes: 8, 10-14, 17, 21, 29, 30. */
#define HAS_ERROR 0x60227d00

    .macro save reg
    pushq %\reg
    .cfi_adjust_cfa_offset 8
    .cfi_rel_offset \reg, 0
    .endm

    .macro restore reg
    popq %\reg
    .cfi_adjust_cfa_offset -8
    .cfi_same_value \reg
    .endm

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
    .cfi_startproc simple
    .cfi_signal_frame
    .cfi_def_cfa rsp, 7 * 8         /* vector, error and what the CPU pushed */
    .cfi_offset rip, -5 * 8
    .cfi_offset rsp, -2 * 8
    cld
    save rax
    save rbx
    save rcx
    save rdx
    save rsi
    save rdi
    save rbp
    save r8
    save r9
    save r10
    save r11
    save r12
    save r13
    save r14
    save r15
    movq %rsp, %rdi
    call trap_handle
    restore r15
    restore r14
    restore r13
    restore r12
    restore r11
    restore r10
    restore r9
    restore r8
    restore rbp
    restore rdi
    restore rsi
    restore rdx
    restore rcx
    restore rbx
    restore rax
    addq $16, %rsp
    .cfi_adjust_cfa_offset -16
    iretq
    .cfi_endproc
END(trap_common)

    .section .note.GNU-stack, "", @progbits

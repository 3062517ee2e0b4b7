/*
 * frame.h - for assembly: making and leaving struct trap_frame (trap.h).
 *
 * The call frame information is that of a signal frame: a debugger goes on at
 * the instruction that was interrupted, with the registers it had. It stands
 * in .debug_frame, which is not loaded [DWARF 5 "Call Frame Information"].
 */
#pragma once

#define FRAME_SIZE  (22 * 8)
#define FRAME_RSP   (20 * 8) /* offset of rsp */
#define FRAME_QUADS 22

#ifdef __ASSEMBLER__
/* clang-format off */
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

/* Where the stubs jump: vector, error and what the CPU pushed are there. */
    .macro frame_begin
    .cfi_startproc simple
    .cfi_signal_frame
    .cfi_def_cfa rsp, 7 * 8
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
    .endm

/* Goes on as the frame at rsp says. */
    .macro frame_end
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
    .endm
/* clang-format on */
#endif

/*
 * frame.h - for assembly: making and leaving struct trap_frame (trap.h).
 *
 * The call frame information is that of a signal frame: a debugger goes on at
 * the instruction that was interrupted, with the registers it had. It stands
 * in .debug_frame, which is not loaded [DWARF 5 "Call Frame Information"].
 */
#pragma once

#define FRAME_SIZE   (22 * 8)
#define FRAME_RSP    (20 * 8) /* offset of rsp */
#define FRAME_QUADS  22

#define RED_ZONE     128 /* [psABI 3.2.2] */
#define XSAVE_ALIGN  64
#define XSAVE_HEADER 512 /* of 64 bytes [SDM 1 "XSAVE Header"] */

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

/*
 * fn(frame, fpu), with the frame at rsp, which is a thread's stack and aligned
 * to XSAVE_ALIGN. The FPU's state is saved under it and loaded again; fpu is
 * NULL in an image that never used it.
 */
    .macro frame_call fn
    movq %rsp, %rbx
    .cfi_def_cfa_register rbx
    movl fpu_area_size(%rip), %eax
    testl %eax, %eax
    jz 93f
    subq %rax, %rsp
    andq $-XSAVE_ALIGN, %rsp
    cmpl $0, fpu_xsave_mask(%rip)
    je 92f
    leaq XSAVE_HEADER(%rsp), %rdi
    xorl %eax, %eax
    movl $8, %ecx
    rep stosq
    movl $-1, %eax
    movl $-1, %edx
    xsave64 (%rsp)
    movq %rbx, %rdi
    movq %rsp, %rsi
    call \fn
    movl $-1, %eax
    movl $-1, %edx
    xrstor64 (%rsp)
    jmp 94f
92: fxsave64 (%rsp)
    movq %rbx, %rdi
    movq %rsp, %rsi
    call \fn
    fxrstor64 (%rsp)
    jmp 94f
93: movq %rbx, %rdi
    xorl %esi, %esi
    call \fn
94: movq %rbx, %rsp
    .cfi_def_cfa_register rsp
    .endm
/* clang-format on */
#endif

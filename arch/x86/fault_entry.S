/*
 * fault_entry.S - where a thread goes on whose fault is handled (fault.c).
 *
 * On entry: rsp is a copy of the trap frame on the stack that was chosen; all
 * other registers are the fault's. On exit: every register as the frame then
 * says, those of the FPU as they were.
 */
#include "arch/x86/asm.h"
#include "arch/x86/frame.h"

    .weak fpu_area_size
    .weak fpu_xsave_mask

    .cfi_sections .debug_frame

    .text
    .globl fault_entry
    .type fault_entry, @function
fault_entry:
    .cfi_startproc simple
    .cfi_signal_frame
    .cfi_def_cfa rsp, FRAME_SIZE
    .cfi_offset rip, -5 * 8
    .cfi_offset rsp, -2 * 8
    .cfi_offset rax, -8 * 8
    .cfi_offset rbx, -9 * 8
    .cfi_offset rcx, -10 * 8
    .cfi_offset rdx, -11 * 8
    .cfi_offset rsi, -12 * 8
    .cfi_offset rdi, -13 * 8
    .cfi_offset rbp, -14 * 8
    .cfi_offset r8, -15 * 8
    .cfi_offset r9, -16 * 8
    .cfi_offset r10, -17 * 8
    .cfi_offset r11, -18 * 8
    .cfi_offset r12, -19 * 8
    .cfi_offset r13, -20 * 8
    .cfi_offset r14, -21 * 8
    .cfi_offset r15, -22 * 8
    cld
    frame_call fault_run
    frame_end
    .cfi_endproc
END(fault_entry)

    .section .note.GNU-stack, "", @progbits

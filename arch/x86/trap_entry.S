/*
 * trap_entry.S - from an exception to trap_handle() and back.
 *
 * On entry: the CPU has switched to the vector's IST stack (so the interrupted
 * stack's red zone stays whole) and pushed ss, rsp, rflags, cs, rip and, for
 * some vectors, an error code [SDM 3 "64-Bit Mode Stack Frame"]. On exit:
 * every register as struct trap_frame has it then.
 */
#include "arch/x86/asm.h"
#include "arch/x86/frame.h"

    .cfi_sections .debug_frame

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
    frame_begin
    movq %rsp, %rdi
    call trap_handle
    frame_end
    .cfi_endproc
END(trap_common)

    .section .note.GNU-stack, "", @progbits

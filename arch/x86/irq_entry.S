/*
 * irq_entry.S - from an interrupt to irq_dispatch(), perhaps sched_preempt(),
 * and back.
 *
 * On entry: the CPU has turned interrupts off, switched to IST 5, so that the
 * interrupted code's red zone stays whole, and pushed ss, rsp, rflags, cs and
 * rip [SDM 3 "64-Bit Mode Stack Frame"]. On exit: every register as it was.
 *
 * The interrupt stack belongs to the CPU, so a thread that must make way for
 * others leaves it first: its frame is copied to its own stack, below the red
 * zone, with the state of the FPU under it. From then on the next interrupt
 * may use IST 5 again.
 */
#include "arch/x86/asm.h"
#include "arch/x86/frame.h"
#include "arch/x86/regs.h"
#include "arch/x86/vectors.h"

/* Without the scheduler in the image nobody sets cpu->reschedule. */
    .weak sched_preempt
    .weak fpu_area_size
    .weak fpu_xsave_mask

    .cfi_sections .debug_frame

    .text
    .balign 16
    .globl irq_stubs
irq_stubs:
    .set vector, IRQ_VECTOR_FIRST
    .rept IRQ_VECTORS
    .balign 16
    pushq $0
    pushq $vector
    jmp irq_common
    .set vector, vector + 1
    .endr

FUNC(irq_common)
    frame_begin
    movq %rsp, %rdi
    call irq_dispatch
    cmpl $0, %gs:CPU_RESCHEDULE
    jne 1f
    .cfi_remember_state
    frame_end

    /* The frame goes to the interrupted stack. */
    .cfi_restore_state
1:
    movq FRAME_RSP(%rsp), %rdi
    subq $(RED_ZONE + FRAME_SIZE), %rdi
    andq $-XSAVE_ALIGN, %rdi
    movq %rdi, %rbx
    movq %rsp, %rsi
    movl $FRAME_QUADS, %ecx
    rep movsq
    movq %rbx, %rsp
    frame_call sched_preempt
    frame_end
    .cfi_endproc
END(irq_common)

    .section .note.GNU-stack, "", @progbits

/*
 * context.S - a thread stops and another goes on, as one function call.
 *
 * The psABI lets a function clobber all but rbx, rbp, r12-r15, the x87 control
 * word and MXCSR's control bits [psABI 3.2.1], so nothing else is kept here;
 * preemption, which is no call, saves the rest (irq_entry.S).
 */
#include "arch/x86/asm.h"

    .text

/*
 * void context_switch(void **save_sp, void *sp)
 *
 * On entry: interrupts off. Saves on this stack, stores where at *save_sp and
 * returns on the stack @sp, which an earlier call or thread_prepare() left.
 */
FUNC(context_switch)
    pushq %rbp
    pushq %rbx
    pushq %r12
    pushq %r13
    pushq %r14
    pushq %r15
    pushq $0
    cmpl $0, fpu_area_size          /* no C library: SSE is not in use */
    je 1f
    stmxcsr (%rsp)
    fnstcw 4(%rsp)
    movq %rsp, (%rdi)
    movq %rsi, %rsp
    ldmxcsr (%rsp)
    fldcw 4(%rsp)
    jmp 2f
1:  movq %rsp, (%rdi)
    movq %rsi, %rsp
2:  addq $8, %rsp
    popq %r15
    popq %r14
    popq %r13
    popq %r12
    popq %rbx
    popq %rbp
    ret
END(context_switch)

/*
 * Where a new thread begins: r12 is its function, r13 the argument. rbp is 0,
 * which ends backtraces; the stack is aligned as a call would leave it.
 */
FUNC(context_start)
    movq %r12, %rdi
    movq %r13, %rsi
    call thread_begin
    ud2
END(context_start)

    .section .note.GNU-stack, "", @progbits

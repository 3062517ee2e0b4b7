/*
 * fault.h - exceptions that the program wants to handle itself.
 *
 * An exception arrives on a stack of the CPU's. If it is the program's own and
 * there is a handler, what was interrupted is moved to a stack of the thread's
 * choice, and the handler called there as an ordinary function, interrupts on.
 * It may return, to what the registers say then, or leave for good.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct trap_frame;

#define FAULT_REGS 23

enum fault_kind {
    FAULT_NONE, /* not one that a program can handle */
    FAULT_DIVIDE,
    FAULT_FP_DIVIDE,
    FAULT_FP_OVERFLOW,
    FAULT_FP_UNDERFLOW,
    FAULT_FP_INEXACT,
    FAULT_FP_INVALID,
    FAULT_ILLEGAL,
    FAULT_BREAKPOINT,
    FAULT_STEP,
    FAULT_UNMAPPED,   /* no memory there */
    FAULT_RIGHTS,     /* memory without the right to do that */
    FAULT_PROTECTION, /* no address is known */
    FAULT_ALIGNMENT,
    FAULT_STACK, /* an address that no address can be, through rsp or rbp */
};

struct fault {
    enum fault_kind kind;
    uint32_t vector;
    uint64_t address; /* that was accessed, or of the instruction */
    uint64_t cr2;
    struct trap_frame *frame; /* for fault_get_regs(), fault_set_regs() */
};

/*
 * Whether @fault shall go to the handler. Called on the CPU's stack with
 * interrupts off; may not block. @sp is the thread's stack pointer, less what
 * the compiler keeps below it; it may be replaced by the top of another stack.
 */
typedef bool (*fault_wanted_fn)(const struct fault *fault, uint64_t *sp);

/* The handler, on that stack. @fpu as in thread.h. */
typedef void (*fault_handler_fn)(const struct fault *fault, void *fpu);

/*
 * fault_set_handler - have the program's faults handled from now on.
 *
 * Faults under a spinlock or a runtime mutex, in an interrupt, or whose stack
 * is not there, are reported as crashes as ever. Calls irq_init(), since
 * interrupts that are off tell that a spinlock is held.
 */
void fault_set_handler(fault_wanted_fn wanted, fault_handler_fn handler);

/*
 * fault_get_regs - the registers of @frame in the order of Linux' mcontext_t.
 * fault_set_regs - the reverse: general registers, rip, rsp and the flags of
 * arithmetic; others stay.
 */
void fault_get_regs(const struct trap_frame *frame, int64_t regs[FAULT_REGS]);
void fault_set_regs(struct trap_frame *frame, const int64_t regs[FAULT_REGS]);

/* fault_reset_fpu - what a function may expect of it, if it is in use. */
void fault_reset_fpu(void);

/*
 * trap.h - the exception vectors.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define TRAP_VECTORS 32

enum trap_vector {
    TRAP_DE = 0,
    TRAP_DB = 1,
    TRAP_NMI = 2,
    TRAP_BP = 3,
    TRAP_UD = 6,
    TRAP_DF = 8,
    TRAP_SS = 12,
    TRAP_GP = 13,
    TRAP_PF = 14,
    TRAP_MF = 16,
    TRAP_AC = 17,
    TRAP_MC = 18,
    TRAP_XM = 19,
    TRAP_UPCALL = 31, /* no CPU's: Xen's, if there is a trap_upcall */
};

/* What trap_entry.S has on its stack; may be changed before returning. */
struct trap_frame {
    uint64_t r15, r14, r13, r12, r11, r10, r9, r8;
    uint64_t rbp, rdi, rsi, rdx, rcx, rbx, rax;
    uint64_t vector, error;
    uint64_t rip, cs, rflags, rsp, ss; /* pushed by the CPU */
};

/*
 * trap_init - load IDT, TSS and the IST stacks.
 *
 * First thing in kernel_main: what goes wrong before it is a silent reset.
 */
void trap_init(void);

/*
 * trap_init_irqs - gates for the vectors of interrupts, too.
 *
 * @stubs  irq_stubs, named by the caller so that images without interrupts
 *         do not have them
 */
void trap_init_irqs(const char *stubs);

/*
 * trap_set_hook - let @hook see each exception before it is reported.
 *
 * Returning true resumes at the (possibly changed) frame. NULL for none. Of
 * fault.c, and of tests that provoke faults.
 */
typedef bool (*trap_hook_fn)(struct trap_frame *frame);
void trap_set_hook(trap_hook_fn hook);

/* trap_upcall - what is called for TRAP_UPCALL, in interrupt context. */
extern void (*trap_upcall)(void);

/* trap_handle - what trap_entry.S calls; returning resumes the frame. */
void trap_handle(struct trap_frame *frame);

/* The entry points, one of 16 bytes for each vector (trap_entry.S). */
extern char trap_stubs[];

/* The same for interrupts, from IRQ_VECTOR_FIRST on (irq_entry.S). */
extern char irq_stubs[];

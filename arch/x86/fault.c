/*
 * fault.c - from an exception to the program's handler: see kernel/fault.h.
 *
 * The hook of trap.c copies the trap frame to the thread's stack and lets the
 * exception return to fault_entry, on that copy. So nothing of the handler
 * ever runs on the CPU's stack, and leaving it by longjmp() is no special case.
 */
#include "kernel/fault.h"

#include "arch/x86/cpu.h"
#include "arch/x86/fault_entry.h"
#include "arch/x86/fpu.h"
#include "arch/x86/frame.h"
#include "arch/x86/page.h"
#include "arch/x86/regs.h"
#include "arch/x86/trap.h"
#include "kernel/base.h"
#include "kernel/irq.h"
#include "kernel/percpu.h"
#include "kernel/string.h"
#include "kernel/thread.h"

#define HANDLER_ROOM 1024 /* of stack, at the least, for the first calls */

#define PF_PRESENT   1 /* [SDM 3 "Page-Fault Exceptions"] */

/* [SDM 3 "System Flags and Fields in the EFLAGS Register"] */
#define RFLAGS_SETTABLE 0x0dd5u  /* CF PF AF ZF SF TF DF OF */
#define RFLAGS_CONTROL  0x44100u /* TF NT AC: not for a handler */

/* What lies on the stack that was chosen. */
struct record {
    struct trap_frame frame; /* first: fault_entry has rsp there */
    struct fault fault;
};
_Static_assert(sizeof(struct trap_frame) == FRAME_SIZE, "frame.h");

static fault_wanted_fn is_wanted;
static fault_handler_fn handler;

/* Of several floating-point errors the first in this order [SDM 1 "Floating-
 * Point Exception Priority"]; MXCSR and the status word have the same bits. */
static enum fault_kind fp_kind(uint32_t flags)
{
    if (flags & 0x01)
        return FAULT_FP_INVALID;
    if (flags & 0x04)
        return FAULT_FP_DIVIDE;
    if (flags & 0x08)
        return FAULT_FP_OVERFLOW;
    if (flags & (0x10 | 0x02))
        return FAULT_FP_UNDERFLOW;
    return FAULT_FP_INEXACT;
}

static enum fault_kind simd_kind(void)
{
    uint32_t mxcsr = fpu_stmxcsr();

    return fp_kind(mxcsr & ~(mxcsr >> 7));
}

static enum fault_kind x87_kind(void)
{
    return fp_kind(fpu_fnstsw() & ~(uint32_t)fpu_fnstcw());
}

static enum fault_kind kind_of(const struct trap_frame *f)
{
    switch (f->vector) {
    case TRAP_DE:
        return FAULT_DIVIDE;
    case TRAP_DB:
        return FAULT_STEP;
    case TRAP_BP:
        return FAULT_BREAKPOINT;
    case TRAP_UD:
        return FAULT_ILLEGAL;
    case TRAP_SS:
        return FAULT_STACK;
    case TRAP_GP:
        return FAULT_PROTECTION;
    case TRAP_PF:
        return f->error & PF_PRESENT ? FAULT_RIGHTS : FAULT_UNMAPPED;
    case TRAP_MF:
        return x87_kind();
    case TRAP_AC:
        return FAULT_ALIGNMENT;
    case TRAP_XM:
        return simd_kind();
    default:
        return FAULT_NONE;
    }
}

static uint64_t address_of(const struct trap_frame *f, uint64_t cr2)
{
    if (f->vector == TRAP_PF)
        return cr2;
    return f->vector == TRAP_GP || f->vector == TRAP_SS ? 0 : f->rip;
}

/* Whether the thread itself could have called a function there. */
static bool is_programs(const struct trap_frame *f)
{
    const struct cpu *cpu = this_cpu();

    return cpu->irq_depth == 0 && cpu->current != cpu->idle_thread &&
           cpu->current->deferred == 0 && (f->rflags & RFLAGS_IF);
}

static bool writable(uint64_t start, uint64_t end)
{
    struct paging_entry e;

    for (uint64_t at = ALIGN_DOWN(start, PAGE_SIZE); at < end; at += PAGE_SIZE)
        if (!paging_lookup(at, &e) || !(e.rights & PAGING_W))
            return false;
    return true;
}

static bool on_trap(struct trap_frame *f)
{
    uint64_t cr2 = cpu_read_cr2(), sp = f->rsp - RED_ZONE;
    struct fault fault = {.kind = kind_of(f),
                          .vector = (uint32_t)f->vector,
                          .address = address_of(f, cr2),
                          .cr2 = cr2};

    if (fault.kind == FAULT_NONE || !is_programs(f) || !is_wanted(&fault, &sp))
        return false;
    uint64_t at = ALIGN_DOWN(sp - sizeof(struct record), XSAVE_ALIGN);
    if (!writable(at - fpu_area_size - XSAVE_ALIGN - HANDLER_ROOM, sp))
        return false;
    struct record *record = (struct record *)at;
    record->frame = *f;
    record->fault = fault;
    record->fault.frame = &record->frame;
    f->rip = (uintptr_t)fault_entry;
    f->rsp = at;
    f->rflags &= ~(uint64_t)RFLAGS_CONTROL;
    return true;
}

void fault_run(struct trap_frame *frame, void *fpu)
{
    fault_reset_fpu();
    handler(&((struct record *)frame)->fault, fpu);
}

void fault_set_handler(fault_wanted_fn wanted, fault_handler_fn fn)
{
    is_wanted = wanted;
    handler = fn;
    if (irq_init() == 0) {
        trap_set_hook(on_trap);
        return;
    }
    log_debug("no interrupts: faults are not handled by the program");
}

void fault_reset_fpu(void)
{
    if (fpu_area_size == 0)
        return;
    fpu_fninit();
    fpu_ldmxcsr(MXCSR_DEFAULT);
}

/* The order of Linux' REG_R8 to REG_CR2, as far as a frame has them. */
static const uint8_t places[] = {
    offsetof(struct trap_frame, r8),  offsetof(struct trap_frame, r9),
    offsetof(struct trap_frame, r10), offsetof(struct trap_frame, r11),
    offsetof(struct trap_frame, r12), offsetof(struct trap_frame, r13),
    offsetof(struct trap_frame, r14), offsetof(struct trap_frame, r15),
    offsetof(struct trap_frame, rdi), offsetof(struct trap_frame, rsi),
    offsetof(struct trap_frame, rbp), offsetof(struct trap_frame, rbx),
    offsetof(struct trap_frame, rdx), offsetof(struct trap_frame, rax),
    offsetof(struct trap_frame, rcx), offsetof(struct trap_frame, rsp),
    offsetof(struct trap_frame, rip),
};
#define PLACES    (sizeof(places) / sizeof(places[0]))
#define REG_FLAGS 17
#define REG_CS    18
#define REG_ERROR 19
#define REG_TRAP  20

void fault_get_regs(const struct trap_frame *f, int64_t regs[FAULT_REGS])
{
    for (unsigned i = 0; i < PLACES; i++)
        regs[i] = *(const int64_t *)((const char *)f + places[i]);
    regs[REG_FLAGS] = (int64_t)f->rflags;
    regs[REG_CS] = (int64_t)(f->cs | f->ss << 48);
    regs[REG_ERROR] = (int64_t)f->error;
    regs[REG_TRAP] = (int64_t)f->vector;
}

void fault_set_regs(struct trap_frame *f, const int64_t regs[FAULT_REGS])
{
    uint64_t flags = (uint64_t)regs[REG_FLAGS];

    for (unsigned i = 0; i < PLACES; i++)
        *(int64_t *)((char *)f + places[i]) = regs[i];
    f->rflags &= ~(uint64_t)RFLAGS_SETTABLE;
    f->rflags |= flags & RFLAGS_SETTABLE;
}

/*
 * trap.c - the IDT and what happens to an exception: a report and the end.
 *
 * Every vector runs on an IST stack. #DF, NMI and #MC have their own, since
 * they can come while another one is being reported; so do interrupts, which
 * come from where the program uses its red zone. All CPUs share the IDT; the
 * stacks that its IST numbers mean are each CPU's own (tables.c).
 * [SDM 3 "Interrupt and Exception Handling"]
 */
#include "arch/x86/trap.h"

#include "arch/x86/crash.h"
#include "arch/x86/regs.h"
#include "arch/x86/tables.h"
#include "arch/x86/vectors.h"
#include "kernel/percpu.h"
#include "kernel/smp.h"
#include "kernel/stacks.h"

/* Only linked with what makes threads. */
#pragma weak smp_nmi

#define STUB_SIZE      16
#define GATE_INTERRUPT 0x8e /* present, DPL 0, 64-bit interrupt gate */

/* Stubs lie below 1 GiB (linker.ld), so @high, bits 63-32 of theirs, is 0. */
struct gate {
    uint64_t low, high;
};
_Static_assert(sizeof(struct gate) == 16, "[SDM 3 64-Bit IDT Gate]");

/* Behind the exceptions' it is used only once interrupts are. */
__attribute__((
    section(".noinit"))) static struct gate idt[TRAP_VECTORS + IRQ_VECTORS];
static uint16_t idt_size;
static struct cpu_tables boot_tables;
static trap_hook_fn trap_hook;
void (*trap_upcall)(void);

/* What is the same in all gates to @stack. IST numbers count from 1, the
 * stacks of stacks.h from 0. */
static uint64_t gate_bits(unsigned stack)
{
    return SEL_CODE64 << 16 | (uint64_t)(stack + 1) << 32 |
           (uint64_t)GATE_INTERRUPT << 40;
}

static void set_gates(unsigned first, unsigned count, const char *stubs,
                      unsigned stack)
{
    uint64_t bits = gate_bits(stack), entry = (uint64_t)stubs;
    struct gate *end = &idt[first + count];

    for (struct gate *g = &idt[first]; g < end; g++, entry += STUB_SIZE)
        *g = (struct gate){bits | (entry & 0xffff) | entry >> 16 << 48, 0};
    idt_size = (uint16_t)((first + count) * sizeof(idt[0]));
}

static void set_stack(unsigned vector, unsigned stack)
{
    idt[vector].low ^= gate_bits(STACK_FAULT) ^ gate_bits(stack);
}

void tables_load_idt(void)
{
    struct {
        uint16_t limit;
        uint64_t base;
    } __attribute__((packed)) pointer = {idt_size - 1, (uint64_t)idt};

    __asm__ volatile("lidt %0" : : "m"(pointer));
}

void trap_init(void)
{
    set_gates(0, TRAP_VECTORS, trap_stubs, STACK_FAULT);
    set_stack(TRAP_DF, STACK_DOUBLE_FAULT);
    set_stack(TRAP_NMI, STACK_NMI);
    set_stack(TRAP_MC, STACK_MACHINE_CHECK);
    tables_load(&boot_tables, stacks_static);
    boot_cpu.arch = &boot_tables;
    tables_load_idt();
}

void trap_init_irqs(const char *stubs)
{
    set_gates(IRQ_VECTOR_FIRST, IRQ_VECTORS, stubs, STACK_INTERRUPT);
    tables_load_idt();
}

void trap_set_hook(trap_hook_fn hook)
{
    trap_hook = hook;
}

/*
 * An upcall is an interrupt, and none is delivered while they are off; where
 * QEMU's TCG does (kernel/irq.c tells how), this frame has taken the place of
 * the first one's, and would lead back to this very entry, for ever.
 */
void trap_handle(struct trap_frame *frame)
{
    if (frame->vector == TRAP_UPCALL && trap_upcall &&
        frame->rflags & RFLAGS_IF) {
        trap_upcall();
        return;
    }
    if (frame->vector == TRAP_NMI && smp_nmi)
        smp_nmi();
    if (trap_hook && trap_hook(frame))
        return;
    crash_report_trap(frame);
}

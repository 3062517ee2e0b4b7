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

struct gate {
    uint16_t offset_low, selector;
    uint8_t ist, type;
    uint16_t offset_mid;
    uint32_t offset_high, reserved;
};
_Static_assert(sizeof(struct gate) == 16, "[SDM 3 64-Bit IDT Gate]");

/* Behind the exceptions' it is used only once interrupts are. */
__attribute__((
    section(".noinit"))) static struct gate idt[TRAP_VECTORS + IRQ_VECTORS];
static uint16_t idt_size;
static struct cpu_tables boot_tables;
static trap_hook_fn trap_hook;

/* IST numbers count from 1, the stacks of stacks.h from 0. */
static uint8_t ist_of(unsigned vector)
{
    switch (vector) {
    case TRAP_DF:
        return STACK_DOUBLE_FAULT + 1;
    case TRAP_NMI:
        return STACK_NMI + 1;
    case TRAP_MC:
        return STACK_MACHINE_CHECK + 1;
    default:
        return (vector < TRAP_VECTORS ? STACK_FAULT : STACK_INTERRUPT) + 1;
    }
}

static void set_gates(unsigned first, unsigned count, const char *stubs)
{
    for (unsigned i = 0; i < count; i++) {
        uint64_t entry = (uint64_t)stubs + i * STUB_SIZE;
        idt[first + i] = (struct gate){
            .offset_low = (uint16_t)entry,
            .selector = SEL_CODE64,
            .ist = ist_of(first + i),
            .type = GATE_INTERRUPT,
            .offset_mid = (uint16_t)(entry >> 16),
            .offset_high = (uint32_t)(entry >> 32),
        };
    }
    idt_size = (uint16_t)((first + count) * sizeof(idt[0]));
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
    set_gates(0, TRAP_VECTORS, trap_stubs);
    tables_load(&boot_tables, stacks_static);
    boot_cpu.arch = &boot_tables;
    tables_load_idt();
}

void trap_init_irqs(const char *stubs)
{
    set_gates(IRQ_VECTOR_FIRST, IRQ_VECTORS, stubs);
    tables_load_idt();
}

void trap_set_hook(trap_hook_fn hook)
{
    trap_hook = hook;
}

void trap_handle(struct trap_frame *frame)
{
    if (frame->vector == TRAP_NMI && smp_nmi)
        smp_nmi();
    if (trap_hook && trap_hook(frame))
        return;
    crash_report_trap(frame);
}

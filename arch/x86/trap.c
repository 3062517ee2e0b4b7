/*
 * trap.c - IDT, TSS and what happens to an exception: a report and the end.
 *
 * Every vector runs on an IST stack. #DF, NMI and #MC have their own, since
 * they can come while another one is being reported.
 * [SDM 3 "Interrupt and Exception Handling"]
 */
#include "arch/x86/trap.h"

#include "arch/x86/crash.h"
#include "arch/x86/regs.h"
#include "kernel/base.h"
#include "kernel/image.h"
#include "kernel/stacks.h"

#define STUB_SIZE      16
#define GATE_INTERRUPT 0x8e /* present, DPL 0, 64-bit interrupt gate */
#define TSS_AVAILABLE  0x89 /* present, DPL 0, available 64-bit TSS */

struct gate {
    uint16_t offset_low, selector;
    uint8_t ist, type;
    uint16_t offset_mid;
    uint32_t offset_high, reserved;
};
_Static_assert(sizeof(struct gate) == 16, "[SDM 3 64-Bit IDT Gate]");

struct tss {
    uint32_t reserved0;
    uint32_t rsp[6];
    uint32_t reserved1[2];
    uint32_t ist[14]; /* seven 64-bit pointers, 4-byte aligned */
    uint32_t reserved2[2];
    uint16_t reserved3, io_map_base;
};
_Static_assert(sizeof(struct tss) == 104, "[SDM 3 64-Bit TSS Format]");

static struct gate idt[TRAP_VECTORS];
static struct tss tss;
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
        return STACK_FAULT + 1;
    }
}

static void load_tss(void)
{
    uint64_t base = (uint64_t)&tss;

    for (unsigned i = 0; i < STACK_BOOT; i++) {
        tss.ist[2 * i] = (uint32_t)stacks_static[i].top;
        tss.ist[2 * i + 1] = (uint32_t)(stacks_static[i].top >> 32);
    }
    tss.io_map_base = sizeof(tss);
    gdt[SEL_TSS / 8] = (sizeof(tss) - 1) | (base & 0xffffff) << 16 |
                       (uint64_t)TSS_AVAILABLE << 40 |
                       (base >> 24 & 0xff) << 56;
    gdt[SEL_TSS / 8 + 1] = base >> 32;
    __asm__ volatile("ltr %w0" : : "r"(SEL_TSS));
}

void trap_init(void)
{
    struct {
        uint16_t limit;
        uint64_t base;
    } __attribute__((packed)) pointer = {sizeof(idt) - 1, (uint64_t)idt};

    for (unsigned v = 0; v < TRAP_VECTORS; v++) {
        uint64_t entry = (uint64_t)trap_stubs + v * STUB_SIZE;
        idt[v] = (struct gate){
            .offset_low = (uint16_t)entry,
            .selector = SEL_CODE64,
            .ist = ist_of(v),
            .type = GATE_INTERRUPT,
            .offset_mid = (uint16_t)(entry >> 16),
            .offset_high = (uint32_t)(entry >> 32),
        };
    }
    load_tss();
    __asm__ volatile("lidt %0" : : "m"(pointer));
}

void trap_set_hook(trap_hook_fn hook)
{
    trap_hook = hook;
}

void trap_handle(struct trap_frame *frame)
{
    if (trap_hook && trap_hook(frame))
        return;
    crash_report_trap(frame);
}

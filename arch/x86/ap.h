/*
 * ap.h - application processors: between smp.c, ap_area.c and ap_entry.S.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "arch/x86/tables.h"
#include "kernel/percpu.h"
#include "kernel/stacks.h"
#include "kernel/thread.h"

/* What a CPU other than the boot CPU has; it begins a page of its own. */
struct ap_area {
    struct cpu cpu;
    struct cpu_tables tables;
    struct stack stack[STACK_BOOT + 1]; /* the IST's, then the idle thread's */
    struct thread idle;
};

/* Where ap_entry.S finds CPU and stack for who comes next. */
struct ap_slot {
    struct cpu *cpu;
    uint64_t stack_top;
};
_Static_assert(sizeof(struct ap_slot) == 16, "ap_entry.S");
_Static_assert(offsetof(struct ap_slot, stack_top) == 8, "ap_entry.S");

extern const char ap_trampoline[], ap_trampoline_end[];

extern struct ap_slot *ap_slots;
extern uint32_t ap_slots_count; /* of those filled */
extern uint32_t ap_tickets;     /* taken by ap_entry.S */

/*
 * ap_area_make - memory and stacks for one more CPU.
 *
 * Returns NULL if there is no memory. What is given is never taken back: the
 * CPU it was meant for may come late.
 */
struct ap_area *ap_area_make(void);

/* ap_main - what ap_entry.S calls, on @cpu's idle stack. */
_Noreturn void ap_main(struct cpu *cpu);

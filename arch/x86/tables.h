/*
 * tables.h - what each CPU has for itself: GDT, TSS and the stacks it names.
 */
#pragma once

#include <stdint.h>

#include "arch/x86/regs.h"

struct stack;

struct tss {
    uint32_t reserved0;
    uint32_t rsp[6];
    uint32_t reserved1[2];
    uint32_t ist[14]; /* seven 64-bit pointers, 4-byte aligned */
    uint32_t reserved2[2];
    uint16_t reserved3, io_map_base;
};
_Static_assert(sizeof(struct tss) == 104, "[SDM 3 64-Bit TSS Format]");

/* Zeroed before tables_load(). */
struct cpu_tables {
    uint64_t gdt[GDT_ENTRIES];
    struct tss tss;
};

/*
 * tables_load - fill @tables and have this CPU use them.
 *
 * @ist  the stacks of IST 1 to STACK_BOOT, in the order of stacks.h
 *
 * Both stay in use for good. %cs and %ss keep their selectors, which mean the
 * same in every GDT here.
 */
void tables_load(struct cpu_tables *tables, const struct stack *ist);

/* tables_load_idt - have this CPU use the vectors of trap_init(). */
void tables_load_idt(void);

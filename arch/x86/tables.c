/*
 * tables.c - see tables.h.
 */
#include "arch/x86/tables.h"

#include "kernel/image.h"
#include "kernel/stacks.h"

#define TSS_AVAILABLE 0x89 /* present, DPL 0, available 64-bit TSS */

static void tss_fill(struct tss *tss, const struct stack *ist)
{
    for (unsigned i = 0; i < STACK_BOOT; i++) {
        tss->ist[2 * i] = (uint32_t)ist[i].top;
        tss->ist[2 * i + 1] = (uint32_t)(ist[i].top >> 32);
    }
    tss->io_map_base = sizeof(*tss);
}

void tables_load(struct cpu_tables *tables, const struct stack *ist)
{
    struct {
        uint16_t limit;
        uint64_t base;
    } __attribute__((packed))
    pointer = {sizeof(tables->gdt) - 1, (uint64_t)tables->gdt};
    uint64_t base = (uint64_t)&tables->tss;

    tss_fill(&tables->tss, ist);
    tables->gdt[SEL_CODE64 / 8] = gdt[SEL_CODE64 / 8];
    tables->gdt[SEL_DATA / 8] = gdt[SEL_DATA / 8];
    tables->gdt[SEL_TSS / 8] =
        (sizeof(tables->tss) - 1) | (base & 0xffffff) << 16 |
        (uint64_t)TSS_AVAILABLE << 40 | (base >> 24 & 0xff) << 56;
    tables->gdt[SEL_TSS / 8 + 1] = base >> 32;
    __asm__ volatile("lgdt %0" : : "m"(pointer));
    __asm__ volatile("ltr %w0" : : "r"(SEL_TSS) : "memory");
}

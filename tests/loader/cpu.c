/*
 * cpu.c - registers as no loader leaves them, but the document allows.
 *
 * [PVH "CPU state"] leaves everything unspecified but %ebx, CR0.PE, CR4, the
 * flat segments, TR, and EFLAGS.VM, IF and TF. Some rows break even that. A
 * set TF, or a pending interrupt under IF, ends any guest before its second
 * instruction; so do breakpoints on the entry itself: those are not here.
 */
#include "tests/loader/gen.h"

#include <string.h>

/* Junk wherever the document says nothing, RAM dirty, .bss too. */
void shape_hostile(struct shape *s)
{
    struct shape_segment *seg = s->cpu.segment;

    shape_firecracker(s);
    s->dirty = 0xdeadbeef;
    s->cpu.eax = 0x2badb002;
    s->cpu.ecx = 0xffffffff;
    s->cpu.edx = 0x80000000;
    s->cpu.esi = 0x36d76289;
    s->cpu.edi = 0xfffffffc;
    s->cpu.ebp = 0x00100000;
    s->cpu.esp = 0x00000002;
    s->cpu.eflags = 0x4cd7; /* DF, NT, and the arithmetic flags */
    s->cpu.cr2 = 0xdeadbeef;
    s->cpu.cr3 = 0xdeadb000;
    s->cpu.mxcsr = 0xe03f; /* nothing is masked, all has happened */
    s->cpu.flags = SHAPE_PIC;
    memcpy(s->cpu.pic_vector, (uint8_t[]){0, 8}, 2);
    seg[SHAPE_FS] = seg[SHAPE_GS] = (struct shape_segment){0, 0, 0, 0};
    seg[SHAPE_GDTR] = (struct shape_segment){0, 0, 0xffff, 0xdeadbeef};
    seg[SHAPE_IDTR] = (struct shape_segment){0, 0, 0xffff, 0xdeadbeef};
}

/* Firecracker's, all else as it leaves it: one thing at a time. */
#define CLEAN shape_firecracker, NULL

static void all_zero(struct shape *s)
{
    struct shape_segment *seg = s->cpu.segment;
    uint32_t ebx;

    shape_firecracker(s);
    ebx = s->info_at;
    memset(&s->cpu.eax, 0, 8 * sizeof(uint32_t));
    s->cpu.ebx = ebx;
    s->cpu.mxcsr = 0;
    s->cpu.fcw = 0;
    seg[SHAPE_LDTR] = seg[SHAPE_GDTR] = (struct shape_segment){0};
    seg[SHAPE_IDTR] = (struct shape_segment){0};
}

static void all_ones(struct shape *s)
{
    uint32_t ebx;

    shape_hostile(s);
    ebx = s->info_at;
    memset(&s->cpu.eax, 0xff, 8 * sizeof(uint32_t));
    s->cpu.ebx = ebx;
    s->dirty = UINT32_MAX;
}

static void fpu_in_use(struct shape *s)
{
    shape_firecracker(s);
    s->cpu.fcw = 0x0f60; /* unmasked, 24 bits, towards zero */
    s->cpu.mxcsr = 0xe040;
    s->cpu.flags = SHAPE_FPU_FULL;
}

/* Selectors that no GDT holds. */
static void odd_selectors(struct shape *s)
{
    shape_hostile(s);
    for (unsigned i = SHAPE_ES; i <= SHAPE_DS; i++)
        s->cpu.segment[i].selector = 0xfff8;
    s->cpu.segment[SHAPE_TR].selector = 0xfff8;
    s->cpu.segment[SHAPE_LDTR] =
        (struct shape_segment){0xfff8, 0x82, 0xffff, 0xdeadbeef};
}

/* A breakpoint on a write to .bss, which the entry code zeroes. */
static void breakpoint(struct shape *s)
{
    shape_firecracker(s);
    s->cpu.dr0 = world.bss;
    s->cpu.dr7 = 0x000d0003;
}

/* Every line of both 8259s unmasked, the timer's interrupt waiting. */
static void pic_unmasked(struct shape *s)
{
    shape_firecracker(s);
    s->cpu.flags = SHAPE_PIC;
    memcpy(s->cpu.pic_vector, (uint8_t[]){8, 0x70}, 2);
}

static void interrupts_on(struct shape *s)
{
    pic_unmasked(s);
    memset(s->cpu.pic_mask, 0xff, 2);
    s->cpu.eflags = 0x202;
}

const struct row cpu_rows[] = {
    {"junk-everywhere", shape_hostile, NULL, {{0}}},
    {"all-registers-0", all_zero, NULL, {{0}}},
    {"all-registers-ones", all_ones, NULL, {{0}}},
    {"bss-zeroed-ram-dirty",
     shape_hostile,
     NULL,
     {SET(load, SHAPE_ZERO_BSS), SET(dirty, 0x336ec578)}},
    {"direction-flag", CLEAN, {SET(cpu.eflags, 0x402)}},
    {"every-flag", CLEAN, {SET(cpu.eflags, 0x257cd7)}},
    {"interrupt-flag", interrupts_on, NULL, {{0}}},
    {"pic-unmasked", pic_unmasked, NULL, {{0}}},
    {"cr0-caches-off", CLEAN, {SET(cpu.cr0, 0x60000011)}},
    {"cr0-all-but-pg", CLEAN, {SET(cpu.cr0, 0x6005003f)}},
    {"cr4-pge", CLEAN, {SET(cpu.cr4, 0x80)}},
    {"cr4-pae-pse", CLEAN, {SET(cpu.cr4, 0x30)}},
    {"cr4-tsd-de-mce-pce", CLEAN, {SET(cpu.cr4, 0x14c)}},
    {"cr4-la57", CLEAN, {SET(cpu.cr4, 0x1000)}},
    {"cr4-smep-smap-umip", CLEAN, {SET(cpu.cr4, 0x300800)}},
    {"cr4-all", CLEAN, {SET(cpu.cr4, 0x351fff)}},
    {"efer-nxe", CLEAN, {SET(cpu.efer, 0x800)}},
    {"efer-lme", CLEAN, {SET(cpu.efer, 0x100)}},
    {"efer-sce-lme-nxe-svme", CLEAN, {SET(cpu.efer, 0x1901)}},
    {"fpu-in-use", fpu_in_use, NULL, {{0}}},
    {"gdtr-0",
     CLEAN,
     {SET(cpu.segment[SHAPE_GDTR].base, 0),
      SET(cpu.segment[SHAPE_GDTR].limit, 0)}},
    {"odd-selectors", odd_selectors, NULL, {{0}}},
    {"debug-register", breakpoint, NULL, {{0}}},
    {.name = NULL},
};

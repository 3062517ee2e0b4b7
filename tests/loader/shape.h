/*
 * shape.h - what the generator tells the ROM to do: a shape.
 *
 * A shape is a file: this header, the steps that write guest memory, in
 * order, and the bytes that steps refer to. shapes.c writes it on the host,
 * rom.c reads it through fw_cfg and does it. All numbers are little endian;
 * addresses are guest-physical and below 4 GiB.
 */
#pragma once

#include <stdint.h>

#define SHAPE_MAGIC     0x65706173
#define SHAPE_STEPS_MAX 256

/* The ROM's own place: the last 64 KiB below 4 GiB, seen at 0xf0000 too. In
 * that window of the guest a shape may write to these addresses only. */
#define SHAPE_ROM_FREE_START 0xf3000
#define SHAPE_ROM_FREE_END   0xf4000

enum shape_step_kind {
    SHAPE_FILL = 1, /* @len bytes at @addr with the word @value */
    SHAPE_BYTES,    /* @len bytes at @addr from offset @value of the shape */
    SHAPE_IMAGE,    /* the image to its p_paddr; @value: enum shape_load */
    SHAPE_INITRD,   /* @len bytes of the initial archive at @addr */
};

enum shape_load {
    SHAPE_ZERO_BSS = 1, /* as QEMU and Xen do; linux-loader does not */
};

struct shape_step {
    uint32_t kind, addr, len, value;
};

/* As SMRAM keeps a segment register: @attr has a descriptor's bits 40 to 47
 * and 52 to 55 in its bits 0 to 7 and 12 to 15. [AMD64 2 "SMRAM State-Save"] */
struct shape_segment {
    uint16_t selector, attr;
    uint32_t limit;
    uint64_t base;
};

#define SHAPE_ATTR_CODE 0xc09b
#define SHAPE_ATTR_DATA 0xc093
#define SHAPE_ATTR_TSS  0x008b /* 32-bit, busy */

/* In SMRAM's order. */
enum shape_segment_index {
    SHAPE_ES,
    SHAPE_CS,
    SHAPE_SS,
    SHAPE_DS,
    SHAPE_FS,
    SHAPE_GS,
    SHAPE_GDTR,
    SHAPE_LDTR,
    SHAPE_IDTR,
    SHAPE_TR,
    SHAPE_SEGMENTS,
};

enum shape_flags {
    SHAPE_FPU_FULL = 1, /* eight x87 registers in use, an exception waiting */
    SHAPE_PIC = 2,      /* program the 8259s as @pic_* say */
    SHAPE_ECX_ENTRY = 4 /* %ecx holds the entry, as QEMU's firmwares leave it */
};

/* The CPU at the entry. %eip comes from the image's note. */
struct shape_cpu {
    struct shape_segment segment[SHAPE_SEGMENTS];
    uint32_t eax, ecx, edx, ebx, esp, ebp, esi, edi;
    uint32_t eflags, cr0, cr2, cr3, cr4, efer;
    uint32_t dr0, dr7;
    uint32_t mxcsr, fcw;
    uint32_t flags; /* enum shape_flags */
    uint8_t pic_vector[2], pic_mask[2];
};

struct shape_file {
    uint32_t magic, nr_steps;
    struct shape_cpu cpu;
};

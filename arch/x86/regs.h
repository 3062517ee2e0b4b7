/*
 * regs.h - register bits and selectors, shared by assembly and C.
 *
 * Names as the Intel SDM spells them [SDM 3].
 */
#pragma once

/* [SDM 3 "Control Registers"] */
#define CR0_PE         0x00000001
#define CR0_MP         0x00000002
#define CR0_EM         0x00000004
#define CR0_TS         0x00000008
#define CR0_ET         0x00000010
#define CR0_NE         0x00000020
#define CR0_WP         0x00010000
#define CR0_PG         0x80000000

#define CR4_PAE        0x00000020
#define CR4_PGE        0x00000080
#define CR4_OSFXSR     0x00000200
#define CR4_OSXMMEXCPT 0x00000400
#define CR4_OSXSAVE    0x00040000

/* What every CPU enters long mode with (pvh_entry.S, ap_entry.S). */
#define CR0_START (CR0_PG | CR0_WP | CR0_NE | CR0_ET | CR0_MP | CR0_PE)
#define CR4_START (CR4_PAE | CR4_OSFXSR | CR4_OSXMMEXCPT)

#define RFLAGS_IF 0x00000200 /* [SDM 3 "System Flags"] */

/* [SDM 4 "Model-Specific Registers"] */
#define MSR_EFER    0xc0000080
#define MSR_FS_BASE 0xc0000100
#define MSR_GS_BASE 0xc0000101
#define EFER_LME    0x00000100
#define EFER_NXE    0x00000800
#define EFER_START  (EFER_LME | EFER_NXE)

/* CPUID leaf 0x80000001, EDX [SDM 2 "CPUID"] */
#define CPUID_EXT_MAX      0x80000000
#define CPUID_EXT_FEATURES 0x80000001
#define CPUID_EXT_NX       (1 << 20)
#define CPUID_EXT_PDPE1GB  (1 << 26)
#define CPUID_EXT_LM       (1 << 29)

/* CPUID leaf 0x80000008, EAX bits 7-0: MAXPHYADDR */
#define CPUID_EXT_ADDRESS 0x80000008

/* Page-table entry bits [SDM 3 "4-Level Paging"] */
#define PTE_P   0x001
#define PTE_RW  0x002
#define PTE_PCD 0x010
#define PTE_PS  0x080
#define PTE_NX  0x8000000000000000

/* Selectors: of the GDT that CPUs start with (pvh_entry.S), of the one that
 * each has later (tables.c), or of both. */
#define SEL_CODE64     0x08
#define SEL_DATA       0x10
#define SEL_CODE32     0x18 /* at the start */
#define SEL_TSS        0x18 /* later; takes two entries */
#define GDT_ENTRIES    5
#define GDT_START_SIZE (4 * 8)

/* struct cpu, at %gs:0 (kernel/percpu.h) */
#define CPU_SELF       0
#define CPU_CURRENT    8
#define CPU_RESCHEDULE 16
#define CPU_IRQ_DEPTH  20

/* The x86-64 psABI keeps the stack protector's canary here. */
#define TCB_CANARY 0x28

/* Ports of `pith run` (docs/boot.md, "The side channel") */
#define PORT_CONTROL    0x5f0
#define PORT_ERROR      0x5f1
#define PORT_DEBUG_EXIT 0xf4
#define DEBUGCON_ID     0xe9 /* what QEMU's isa-debugcon reads back */
#define PORT_COM1       0x3f8
#define PORT_COM2       0x2f8

/*
 * fpu.h - x87, SSE and AVX: turned on for C, saved by who preempts.
 */
#pragma once

#include <stdint.h>

/* All exceptions masked, round to nearest [SDM 1 "MXCSR", figure]. */
#define MXCSR_DEFAULT 0x1f80

/*
 * The bytes that XSAVE or FXSAVE writes, 0 as long as no C library has asked
 * for these registers; irq_entry.S and context.S read both.
 */
extern uint32_t fpu_area_size;
extern uint32_t fpu_xsave_mask; /* the XCR0 in use; 0: FXSAVE */

/*
 * fpu_init_cpu - the same on an application processor as thread_init_fpu() did
 * on the boot CPU; nothing if that was not called.
 */
void fpu_init_cpu(void);

static inline void fpu_fninit(void)
{
    __asm__ volatile("fninit");
}

static inline void fpu_ldmxcsr(uint32_t value)
{
    __asm__ volatile("ldmxcsr %0" : : "m"(value));
}

static inline uint32_t fpu_stmxcsr(void)
{
    uint32_t value;
    __asm__ volatile("stmxcsr %0" : "=m"(value));
    return value;
}

static inline uint16_t fpu_fnstsw(void)
{
    uint16_t value;
    __asm__ volatile("fnstsw %0" : "=am"(value));
    return value;
}

static inline uint16_t fpu_fnstcw(void)
{
    uint16_t value;
    __asm__ volatile("fnstcw %0" : "=m"(value));
    return value;
}

/*
 * fpu.h - one-line wrappers of x87 and SSE control instructions.
 */
#pragma once

#include <stdint.h>

/* All exceptions masked, round to nearest [SDM 1 "MXCSR", figure]. */
#define MXCSR_DEFAULT 0x1f80

static inline void fpu_fninit(void)
{
    __asm__ volatile("fninit");
}

static inline void fpu_ldmxcsr(uint32_t value)
{
    __asm__ volatile("ldmxcsr %0" : : "m"(value));
}

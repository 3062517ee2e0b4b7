/*
 * emulated.h - what is fast on this processor?
 */
#pragma once

#include <stdbool.h>

/*
 * libc_emulated - is the processor QEMU's TCG, where general registers are
 * faster than vectors?
 *
 * Found out at the first call, which takes a CPUID instruction; any context
 * after that of the program's start.
 */
bool libc_emulated(void);

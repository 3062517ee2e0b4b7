/*
 * switch.h - leaving the boot stack for good.
 */
#pragma once

#include <stdint.h>

/* switch_stack - call @fn on the stack that ends at @top; never returns. */
static inline _Noreturn void switch_stack(uint64_t top, void (*fn)(void))
{
    __asm__ volatile("movq %0, %%rsp\n\t"
                     "xorl %%ebp, %%ebp\n\t"
                     "call *%1\n\t"
                     "ud2"
                     :
                     : "r"(top), "r"(fn)
                     : "memory");
    __builtin_unreachable();
}

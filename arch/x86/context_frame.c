/*
 * context_frame.c - the first stack frame of a thread.
 */
#include "arch/x86/context.h"

#include "arch/x86/fpu.h"

/* As context.S pops it. */
struct context {
    uint32_t mxcsr, x87_control;
    uint64_t r15, r14, r13, r12, rbx, rbp, rip, end[2];
};

void context_start(void);

void *context_prepare(uint64_t top, void (*entry)(void *), void *arg)
{
    struct context *c = (struct context *)top - 1;

    *c = (struct context){
        .r12 = (uintptr_t)entry,
        .r13 = (uintptr_t)arg,
        .rip = (uintptr_t)context_start,
    };
    if (fpu_area_size) {
        c->mxcsr = fpu_stmxcsr();
        c->x87_control = fpu_fnstcw();
    }
    return c;
}

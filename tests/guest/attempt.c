/*
 * attempt.c - see attempt.h.
 *
 * __builtin_setjmp's buffer holds frame pointer, label and stack pointer: the
 * trap hook puts them into the frame, so returning from the exception is the
 * long jump.
 */
#include "tests/guest/attempt.h"

#include "arch/x86/cpu.h"
#include "arch/x86/trap.h"

static void *landing[5];
static struct attempt result;

static bool land(struct trap_frame *frame)
{
    result.faulted = true;
    result.vector = frame->vector;
    result.error = frame->error;
    result.address = cpu_read_cr2();
    frame->rbp = (uint64_t)landing[0];
    frame->rip = (uint64_t)landing[1];
    frame->rsp = (uint64_t)landing[2];
    return true;
}

struct attempt attempt(void (*fn)(uint64_t arg), uint64_t arg)
{
    result = (struct attempt){0};
    trap_set_hook(land);
    if (__builtin_setjmp(landing) == 0)
        fn(arg);
    trap_set_hook((void *)0);
    return result;
}

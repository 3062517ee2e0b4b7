/*
 * context.h - the registers of a thread that does not run.
 */
#pragma once

#include <stdint.h>

/* context_switch - see context.S. Interrupts off. */
void context_switch(void **save_sp, void *sp);

/*
 * context_prepare - make a stack that context_switch() can go on with.
 *
 * @top  of the stack, 16-byte aligned
 *
 * It calls thread_begin(@entry, @arg), with the floating-point control words
 * of who calls this, as POSIX wants. Returns what to switch to.
 */
void *context_prepare(uint64_t top, void (*entry)(void *), void *arg);

/* thread_begin - what a new thread calls first (kernel/thread.c). */
_Noreturn void thread_begin(void (*entry)(void *), void *arg);

/*
 * stacks.h - every stack there is, each above a page that is never mapped.
 */
#pragma once

#include <stdint.h>

#define STACKS_STATIC 6

/* The stacks that exist from the start; those before STACK_BOOT are
 * the IST's. */
enum stack_id {
    STACK_FAULT, /* all exceptions but the next three */
    STACK_DOUBLE_FAULT,
    STACK_NMI,
    STACK_MACHINE_CHECK,
    STACK_INTERRUPT,
    STACK_BOOT,
};

/* Guard from @guard to @start, stack from @start to @top. */
struct stack {
    const char *name;
    uint64_t guard, start, top;
};

extern const struct stack stacks_static[STACKS_STATIC];

/*
 * stacks_make_main - allocate and map the main thread's stack.
 *
 * @size   bytes, rounded up to pages; 0 for the default: a sixteenth of free
 *         RAM, between 64 KiB and 8 MiB
 * @extra  bytes wanted above it
 *
 * Returns its top, or 0 if there is no memory for it. Once, at boot.
 */
uint64_t stacks_make_main(uint64_t size, uint64_t extra);

/* stacks_find - the stack that holds @addr, or whose guard does, or NULL. */
const struct stack *stacks_find(uint64_t addr);

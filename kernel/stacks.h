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
    struct stack *next; /* of those of stacks_alloc(), by address */
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

/* stacks_main - what stacks_make_main() made. */
const struct stack *stacks_main(void);

/*
 * stacks_alloc - memory for a thread's stack, above a guard.
 *
 * @size, @guard  bytes, rounded up to pages; the guard is never mapped, and
 *                may be 0
 *
 * The record lies in the memory, at its upper end, so that @size bytes are
 * left; its name is the caller's to set. What the memory holds is arbitrary.
 * Returns NULL if there is no memory, or no room of that size among the
 * addresses. Thread context.
 */
struct stack *stacks_alloc(uint64_t size, uint64_t guard);

/* stacks_free - give back what stacks_alloc() made. Thread context. */
void stacks_free(struct stack *s);

/* stacks_find - the stack that holds @addr, or whose guard does, or NULL. */
const struct stack *stacks_find(uint64_t addr);

/* stacks_find_thread - stacks_find() among those of stacks_alloc(), if that
 * is linked. */
__attribute__((weak)) const struct stack *stacks_find_thread(uint64_t addr);

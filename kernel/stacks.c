/*
 * stacks.c - the static stacks and the main one.
 */
#include "kernel/stacks.h"

#include "arch/x86/page.h"
#include "kernel/base.h"
#include "kernel/image.h"
#include "kernel/page_alloc.h"
#include "kernel/smp.h"

#define IST_STACK_SIZE  (8 * KIB)
#define MAIN_SIZE_MIN   (64 * KIB)
#define MAIN_SIZE_MAX   (8 * MIB)
#define MAIN_RAM_PART   16
#define MAIN_GUARD_SIZE PAGE_2M

/* Only linked with what makes threads. */
#pragma weak smp_stack_find

struct static_stack {
    char guard[PAGE_SIZE];
    char memory[IST_STACK_SIZE];
};

__attribute__((section(".noinit"),
               aligned(4096))) static struct static_stack ist[STACK_BOOT];

#define IST_STACK(title, i)                                                    \
    {                                                                          \
        title, (uint64_t)ist[i].guard, (uint64_t)ist[i].memory,                \
            (uint64_t)(ist[i].memory + IST_STACK_SIZE)                         \
    }

const struct stack stacks_static[STACKS_STATIC] = {
    [STACK_FAULT] = IST_STACK("exception", STACK_FAULT),
    [STACK_DOUBLE_FAULT] = IST_STACK("double fault", STACK_DOUBLE_FAULT),
    [STACK_NMI] = IST_STACK("NMI", STACK_NMI),
    [STACK_MACHINE_CHECK] = IST_STACK("machine check", STACK_MACHINE_CHECK),
    [STACK_INTERRUPT] = IST_STACK("interrupt", STACK_INTERRUPT),
    [STACK_BOOT] = {"boot", (uint64_t)boot_stack_guard,
                    (uint64_t)(boot_stack_guard + PAGE_SIZE),
                    (uint64_t)boot_stack_top},
};

static struct stack main_stack = {.name = "main"};

/* What the map calls RAM and the machine does not have keeps nothing. */
static bool keeps(uint64_t vaddr)
{
    uint64_t *word = (uint64_t *)vaddr;

    __atomic_store_n(word, vaddr, __ATOMIC_SEQ_CST);
    __atomic_store_n(word - 8, ~vaddr, __ATOMIC_SEQ_CST);
    return __atomic_load_n(word, __ATOMIC_SEQ_CST) == vaddr;
}

/*
 * Stacks grow down, so the mapping is made to end where the pages are
 * largest: on a multiple of 2 MiB if the size is one.
 */
uint64_t stacks_make_main(uint64_t size, uint64_t extra)
{
    uint64_t paddr;

    if (size == 0) {
        size = page_total_count() * PAGE_SIZE / MAIN_RAM_PART;
        size = MAX(MIN(size, MAIN_SIZE_MAX), MAIN_SIZE_MIN);
    }
    size += extra;
    size = ALIGN_UP(size, size >= PAGE_2M ? PAGE_2M : PAGE_SIZE);
    uint64_t align = size >= PAGE_2M ? PAGE_2M / PAGE_SIZE : 1;
    if (page_alloc(size / PAGE_SIZE, align, PAGE_HIGH_FIRST, PAGE_ANY_ADDRESS,
                   &paddr) != 0)
        return 0;
    uint64_t start = PAGING_STACK_BASE + MAIN_GUARD_SIZE;
    if (paging_map(start, paddr, size, PAGING_W) != 0)
        return 0;
    if (!keeps(start + size - sizeof(uint64_t)))
        refuse("there is no RAM at 0x%lx, which the memory map calls RAM",
               paddr + size - sizeof(uint64_t));
    main_stack.guard = PAGING_STACK_BASE;
    main_stack.start = start;
    main_stack.top = start + size;
    return main_stack.top;
}

const struct stack *stacks_main(void)
{
    return &main_stack;
}

const struct stack *stacks_find(uint64_t addr)
{
    for (unsigned i = 0; i < STACKS_STATIC; i++) {
        const struct stack *s = &stacks_static[i];
        if (addr >= s->guard && addr < s->top)
            return s;
    }
    if (addr >= main_stack.guard && addr < main_stack.top)
        return &main_stack;
    const struct stack *s =
        stacks_find_thread ? stacks_find_thread(addr) : NULL;
    return s || !smp_stack_find ? s : smp_stack_find(addr);
}

/*
 * test_protection.c - every protection faults as it must, and the tables say
 * what the policy of arch/x86/page.h says.
 */
#include "arch/x86/cpu.h"
#include "arch/x86/page.h"
#include "arch/x86/regs.h"
#include "arch/x86/trap.h"
#include "kernel/base.h"
#include "kernel/heap.h"
#include "kernel/image.h"
#include "kernel/page_alloc.h"
#include "kernel/stacks.h"
#include "tests/check.h"
#include "tests/guest/attempt.h"

#define PF_PRESENT 1
#define PF_WRITE   2
#define PF_FETCH   16

static const uint64_t constant = 42;
static uint64_t variable;

static void read_at(uint64_t addr)
{
    (void)*(volatile uint64_t *)addr;
}

static void write_at(uint64_t addr)
{
    *(volatile uint64_t *)addr = 1;
}

static void jump_to(uint64_t addr)
{
    ((void (*)(void))addr)();
}

static void page_faults(void (*fn)(uint64_t), uint64_t addr, uint64_t error)
{
    struct attempt a = attempt(fn, addr);

    CHECK(a.faulted);
    CHECK(a.vector == TRAP_PF);
    CHECK(a.address == addr);
    CHECK(a.error == error);
}

TEST(null_can_not_be_read_written_or_run)
{
    page_faults(read_at, 0, 0);
    page_faults(write_at, 8, PF_WRITE);
    page_faults(jump_to, 0, PF_FETCH);
    page_faults(read_at, PAGE_SIZE - 8, 0);
}

TEST(text_and_constants_can_not_be_written)
{
    page_faults(write_at, IMAGE_ADDR(text_start), PF_PRESENT | PF_WRITE);
    page_faults(write_at, IMAGE_ADDR(text_end) - 8, PF_PRESENT | PF_WRITE);
    page_faults(write_at, (uint64_t)&constant, PF_PRESENT | PF_WRITE);
    page_faults(write_at, IMAGE_ADDR(symtab_start), PF_PRESENT | PF_WRITE);
}

TEST(data_heap_stack_and_ram_can_not_be_run)
{
    uint64_t local, paddr;

    page_faults(jump_to, (uint64_t)&constant, PF_PRESENT | PF_FETCH);
    page_faults(jump_to, (uint64_t)&variable, PF_PRESENT | PF_FETCH);
    page_faults(jump_to, (uint64_t)&local, PF_PRESENT | PF_FETCH);
    page_faults(jump_to, (uint64_t)heap_grow(16), PF_PRESENT | PF_FETCH);
    if (CHECK(page_alloc(1, 1, PAGE_LOW_FIRST, PAGE_1G, &paddr) == 0)) {
        page_faults(jump_to, (uint64_t)page_ptr(paddr, 1),
                    PF_PRESENT | PF_FETCH);
        page_free(paddr, 1);
    }
}

TEST(every_stack_has_a_guard)
{
    uint64_t here = (uint64_t)__builtin_frame_address(0);
    const struct stack *main_stack = stacks_find(here);

    for (unsigned i = 0; i < STACKS_STATIC; i++) {
        page_faults(write_at, stacks_static[i].start - 8, PF_WRITE);
        page_faults(read_at, stacks_static[i].guard, 0);
    }
    if (CHECK(main_stack))
        page_faults(write_at, main_stack->start - 8, PF_WRITE);
}

/* Not a tail call: each level keeps its frame. */
static __attribute__((noinline)) uint64_t sink(uint64_t depth)
{
    volatile uint64_t frame[32];

    frame[depth % 32] = depth;
    return depth == 0 ? 0 : sink(depth - 1) + frame[depth % 32];
}

static void overflow(uint64_t depth)
{
    variable = sink(depth);
}

TEST(running_out_of_stack_hits_the_guard)
{
    uint64_t here = (uint64_t)__builtin_frame_address(0);
    const struct stack *stack = stacks_find(here);
    struct attempt a = attempt(overflow, UINT64_MAX);

    CHECK(a.faulted && a.vector == TRAP_PF);
    CHECK(stack && a.address >= stack->guard && a.address < stack->start);
}

TEST(control_registers_protect)
{
    CHECK(cpu_read_cr0() & CR0_WP);
    CHECK(cpu_rdmsr(MSR_EFER) & EFER_NXE);
    CHECK(!(cpu_read_cr0() & CR0_EM));
}

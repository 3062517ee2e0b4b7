/*
 * ap_area.c - the memory of a CPU: its struct cpu, tables and stacks.
 *
 * One run of pages, mapped a second time at PAGING_CPU_BASE with a hole below
 * each stack.
 */
#include "arch/x86/ap.h"

#include "arch/x86/page.h"
#include "kernel/base.h"
#include "kernel/image.h"
#include "kernel/page_alloc.h"
#include "kernel/smp.h"
#include "kernel/string.h"

#define IST_PAGES   2
#define IDLE_PAGES  4
#define STACKS      (STACK_BOOT + 1)
#define AREA_PAGES  (1 + STACK_BOOT * IST_PAGES + IDLE_PAGES)
#define AREA_STRIDE (64 * PAGE_SIZE)

_Static_assert(sizeof(struct ap_area) <= PAGE_SIZE, "one page for it");
_Static_assert(AREA_PAGES + STACKS <= 64, "guards and all fit");

static struct ap_area *areas[CPUS_MAX];
static unsigned nr_areas;

static uint64_t stack_pages(unsigned i)
{
    return i < STACK_BOOT ? IST_PAGES : IDLE_PAGES;
}

/* Maps the page of struct ap_area, then each stack above a hole. */
static int map_area(uint64_t vaddr, uint64_t paddr)
{
    int err = paging_map(vaddr, paddr, PAGE_SIZE, PAGING_W);

    vaddr += PAGE_SIZE;
    paddr += PAGE_SIZE;
    for (unsigned i = 0; !err && i < STACKS; i++) {
        uint64_t len = stack_pages(i) * PAGE_SIZE;
        err = paging_map(vaddr + PAGE_SIZE, paddr, len, PAGING_W);
        vaddr += PAGE_SIZE + len;
        paddr += len;
    }
    return err;
}

static void name_stacks(struct ap_area *area)
{
    uint64_t at = (uint64_t)area + PAGE_SIZE;

    for (unsigned i = 0; i < STACKS; i++) {
        area->stack[i] = (struct stack){
            .name = i < STACK_BOOT ? stacks_static[i].name : "idle",
            .guard = at,
            .start = at + PAGE_SIZE,
            .top = at + PAGE_SIZE + stack_pages(i) * PAGE_SIZE,
        };
        at = area->stack[i].top;
    }
}

static void fill_idle(struct ap_area *area)
{
    const struct stack *stack = &area->stack[STACK_BOOT];
    struct thread *idle = &area->idle;

    idle->pointer = boot_tcb;
    idle->cpu = &area->cpu;
    idle->state = THREAD_RUNNING;
    idle->pinned = 1;
    memcpy(idle->name, "idle", sizeof("idle"));
    idle->stack_guard = stack->guard;
    idle->stack_start = stack->start;
    idle->stack_top = stack->top;
}

struct ap_area *ap_area_make(void)
{
    uint64_t vaddr = PAGING_CPU_BASE + nr_areas * AREA_STRIDE, paddr;
    struct ap_area *area = (struct ap_area *)vaddr;

    assert(nr_areas < CPUS_MAX);
    if (page_alloc(AREA_PAGES, 1, PAGE_HIGH_FIRST, PAGE_ANY_ADDRESS, &paddr))
        return NULL;
    if (map_area(vaddr, paddr) != 0) {
        paging_unmap(vaddr, AREA_STRIDE);
        page_free(paddr, AREA_PAGES);
        return NULL;
    }
    memset(area, 0, sizeof(*area));
    name_stacks(area);
    fill_idle(area);
    area->cpu.self = &area->cpu;
    area->cpu.current = area->cpu.idle_thread = &area->idle;
    area->cpu.run_lock.rank = SPIN_RUN_QUEUE;
    area->cpu.timer_lock.rank = SPIN_TIMER;
    area->cpu.arch = &area->tables;
    areas[nr_areas++] = area;
    return area;
}

const struct stack *smp_stack_find(uint64_t addr)
{
    uint64_t index = (addr - PAGING_CPU_BASE) / AREA_STRIDE;

    if (addr < PAGING_CPU_BASE || index >= nr_areas)
        return NULL;
    for (unsigned i = 0; i < STACKS; i++) {
        const struct stack *s = &areas[index]->stack[i];
        if (addr >= s->guard && addr < s->top)
            return s;
    }
    return NULL;
}

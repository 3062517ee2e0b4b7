/*
 * trace.c - the ring of events.
 *
 * One ring for all CPUs: a slot is claimed by one atomic addition, so events
 * of several CPUs stand in one order. A slot that is being written while the
 * ring is printed may show a mix of two events; after a crash the other CPUs
 * have been stopped.
 */
#include "kernel/trace.h"

#include "arch/x86/cpu.h"
#include "arch/x86/page.h"
#include "arch/x86/tsc.h"
#include "include/pith/trace.h"
#include "kernel/base.h"
#include "kernel/boot.h"
#include "kernel/image.h"
#include "kernel/options.h"
#include "kernel/page_alloc.h"
#include "kernel/percpu.h"
#include "kernel/thread.h"

#define RING_PAGES  8
#define PRINTED_MAX 200

struct event {
    uint64_t tsc, a, b;
    const char *what;
    uint32_t cpu, thread;
};

#define EVENTS (RING_PAGES * PAGE_SIZE / sizeof(struct event))

uint32_t trace_mask;
static struct event *ring;
static uint64_t added;

static uint32_t kinds_of(const char *list)
{
    static const char *const names[] = {"irq",   "sched", "wait",
                                        "timer", "smp",   "net"};
    char word[8];
    uint32_t mask = 0;

    while (*list) {
        size_t n = 0, kind = 0;
        for (; *list && *list != ','; list++)
            if (n < sizeof(word) - 1)
                word[n++] = *list;
        word[n] = '\0';
        list += *list == ',';
        while (kind < ARRAY_SIZE(names) && !options_has(word, names[kind]))
            kind++;
        if (kind == ARRAY_SIZE(names))
            panic("pith.trace: \"%s\" is none of irq, sched, wait, timer, "
                  "smp, net",
                  word);
        mask |= 1u << kind;
    }
    return mask;
}

void trace_init(void)
{
    const char *list = boot_option("trace");
    uint64_t paddr;

    if (!list || ring)
        return;
    uint32_t mask = kinds_of(list);
    if (page_alloc(RING_PAGES, 1, PAGE_HIGH_FIRST, PAGE_ANY_ADDRESS, &paddr))
        return;
    ring = page_ptr(paddr, RING_PAGES);
    if (ring)
        trace_mask = mask;
}

void trace_add(const char *what, uint64_t a, uint64_t b)
{
    uint64_t n = __atomic_fetch_add(&added, 1, __ATOMIC_RELAXED);
    uint64_t flags = cpu_irq_save();

    ring[n % EVENTS] = (struct event){
        .tsc = cpu_rdtsc(),
        .a = a,
        .b = b,
        .what = what,
        .cpu = this_cpu()->index,
        .thread = thread_current()->id,
    };
    cpu_irq_restore(flags);
}

/* Microseconds; ticks where nobody knows the clock. */
static uint64_t since_entry_us(uint64_t tsc)
{
    uint64_t per_us = tsc_frequency() / 1000000;

    return (tsc - entry_tsc) / MAX(per_us, 1);
}

void trace_print(void)
{
    uint64_t end = __atomic_load_n(&added, __ATOMIC_ACQUIRE);
    uint64_t shown = MIN(MIN(end, EVENTS), PRINTED_MAX);

    if (!ring)
        return;
    base_print("pith: the last %lu of %lu events traced:\n", shown, end);
    for (uint64_t n = end - shown; n < end; n++) {
        const struct event *e = &ring[n % EVENTS];
        uint64_t us = since_entry_us(e->tsc);
        base_print("  %5lu.%06lu cpu %u thread %u %s %lu 0x%lx\n", us / 1000000,
                   us % 1000000, e->cpu, e->thread, e->what, e->a, e->b);
    }
}

void pith_trace_print(void)
{
    trace_print();
}

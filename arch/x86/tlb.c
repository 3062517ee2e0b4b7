/*
 * tlb.c - making other CPUs forget translations.
 *
 * One request at a time stands in `flush`. Who makes it marks every other CPU,
 * interrupts them, and waits until each has taken its mark away. Who waits,
 * for the turn or for the others, has interrupts off and looks at its own mark
 * meanwhile, so two that flush at once never wait for each other.
 */
#include "arch/x86/apic.h"
#include "arch/x86/cpu.h"
#include "arch/x86/vectors.h"
#include "kernel/base.h"
#include "kernel/percpu.h"
#include "kernel/smp.h"

/* Beyond that many pages, all translations are forgotten: cheaper. */
#define PAGES_MAX 32

static struct {
    uint32_t busy;
    uint64_t vaddr, len;
    uint8_t marked[CPUS_MAX]; /* by the CPU's index */
} flush;

static void forget(uint64_t vaddr, uint64_t len)
{
    if (len > PAGES_MAX * PAGE_SIZE) {
        cpu_write_cr3(cpu_read_cr3()); /* no page is global */
        return;
    }
    for (uint64_t at = vaddr; at - vaddr < len; at += PAGE_SIZE)
        cpu_invlpg(at);
}

void smp_flush_ipi(void)
{
    uint8_t *mark = &flush.marked[this_cpu()->index];

    /* pairs with the release in ask(): the request is complete */
    if (!__atomic_load_n(mark, __ATOMIC_ACQUIRE))
        return;
    forget(flush.vaddr, flush.len);
    __atomic_store_n(mark, 0, __ATOMIC_RELEASE);
}

static void ask(const struct cpu *me, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        if (i == me->index)
            continue;
        __atomic_store_n(&flush.marked[i], 1, __ATOMIC_RELEASE);
        apic_send_ipi(cpu_by_index(i)->apic_id, IRQ_VECTOR_FLUSH_TLB);
    }
}

void smp_flush_tlb(uint64_t vaddr, uint64_t len)
{
    uint64_t flags = cpu_irq_save();
    const struct cpu *me = this_cpu();
    unsigned count = cpu_count();

    while (__atomic_exchange_n(&flush.busy, 1, __ATOMIC_ACQUIRE)) {
        smp_flush_ipi();
        cpu_pause();
    }
    flush.vaddr = vaddr;
    flush.len = len;
    ask(me, count);
    for (unsigned i = 0; i < count; i++) {
        while (__atomic_load_n(&flush.marked[i], __ATOMIC_ACQUIRE))
            cpu_pause();
    }
    __atomic_store_n(&flush.busy, 0, __ATOMIC_RELEASE);
    cpu_irq_restore(flags);
}

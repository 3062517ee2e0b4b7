/*
 * smp_ipi.c - what CPUs tell each other: look at your queue, forget
 * translations, stop.
 *
 * One request to forget at a time stands in `flush`. Who makes it marks every
 * other CPU, interrupts them, and waits until each has taken its mark away.
 * Who waits, for the turn or for the others, has interrupts off and looks at
 * its own mark meanwhile, so two that flush at once never wait for each other.
 *
 * Stopping is by NMI: a CPU that has interrupts off for good, or spins for a
 * lock that will never be free, still takes one, and has a stack for it.
 */
#include "arch/x86/apic.h"
#include "arch/x86/cpu.h"
#include "arch/x86/relax.h"
#include "arch/x86/vectors.h"
#include "kernel/base.h"
#include "kernel/percpu.h"
#include "kernel/smp.h"
#include "kernel/thread.h"
#include "kernel/trace.h"

/* Beyond that many pages, all translations are forgotten: cheaper. */
#define PAGES_MAX 32

/* Four seconds or so on any CPU; one that does not answer is left behind. */
#define PATIENCE_TICKS 16000000000ull

static struct {
    uint32_t busy;
    uint64_t vaddr, len;
    uint8_t marked[CPUS_MAX]; /* by the CPU's index */
} flush;

static const struct cpu *stopper; /* NULL: nobody has asked */
static uint32_t nr_stopped;

void smp_kick(struct cpu *cpu)
{
    trace(TRACE_SMP, "kick CPU, current", cpu->index, cpu->current->id);
    apic_send_ipi(cpu->apic_id, IRQ_VECTOR_RESCHEDULE);
}

static void forget(uint64_t vaddr, uint64_t len)
{
    trace(TRACE_SMP, "forget pages, at", len / PAGE_SIZE, vaddr);
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
    uint32_t spins = 0;

    while (__atomic_exchange_n(&flush.busy, 1, __ATOMIC_ACQUIRE)) {
        smp_flush_ipi();
        relax(&spins);
    }
    flush.vaddr = vaddr;
    flush.len = len;
    ask(me, count);
    for (unsigned i = 0; i < count; i++) {
        while (__atomic_load_n(&flush.marked[i], __ATOMIC_ACQUIRE))
            relax(&spins);
    }
    __atomic_store_n(&flush.busy, 0, __ATOMIC_RELEASE);
    cpu_irq_restore(flags);
}

void smp_nmi(void)
{
    const struct cpu *who = __atomic_load_n(&stopper, __ATOMIC_ACQUIRE);

    if (!who || who == this_cpu())
        return;
    __atomic_add_fetch(&nr_stopped, 1, __ATOMIC_RELEASE);
    for (;;)
        cpu_hlt();
}

void smp_stop_others(void)
{
    const struct cpu *me = this_cpu();
    unsigned count = cpu_count();
    uint64_t start = cpu_rdtsc();
    uint32_t spins = 0;

    if (stopper)
        return;
    __atomic_store_n(&stopper, me, __ATOMIC_RELEASE);
    for (unsigned i = 0; i < count; i++) {
        if (cpu_by_index(i) != me)
            apic_send_nmi(cpu_by_index(i)->apic_id);
    }
    while (__atomic_load_n(&nr_stopped, __ATOMIC_ACQUIRE) + 1 < count &&
           cpu_rdtsc() - start < PATIENCE_TICKS)
        relax(&spins);
}

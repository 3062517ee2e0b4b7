/*
 * stop.c - stopping the other CPUs, whatever they do, by NMI.
 *
 * A CPU that has interrupts off for good, or spins for a lock that will never
 * be free, still takes an NMI, and each CPU has a stack for it.
 */
#include "arch/x86/apic.h"
#include "arch/x86/cpu.h"
#include "kernel/percpu.h"
#include "kernel/smp.h"

/* A second or so on any CPU; one that does not answer is left behind. */
#define PATIENCE_TICKS 4000000000ull

static const struct cpu *stopper; /* NULL: nobody has asked */
static uint32_t nr_stopped;

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

    if (stopper)
        return;
    __atomic_store_n(&stopper, me, __ATOMIC_RELEASE);
    for (unsigned i = 0; i < count; i++) {
        if (cpu_by_index(i) != me)
            apic_send_nmi(cpu_by_index(i)->apic_id);
    }
    while (__atomic_load_n(&nr_stopped, __ATOMIC_ACQUIRE) + 1 < count &&
           cpu_rdtsc() - start < PATIENCE_TICKS)
        cpu_pause();
}

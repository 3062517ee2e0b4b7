/*
 * on_cpu.c - see on_cpu.h: by the vector of the reschedule IPI.
 */
#include "tests/guest/on_cpu.h"

#include "arch/x86/cpu.h"
#include "arch/x86/vectors.h"
#include "kernel/base.h"
#include "kernel/irq.h"
#include "kernel/percpu.h"
#include "kernel/sched.h"
#include "kernel/smp.h"

static struct call {
    void (*fn)(uint64_t arg); /* NULL: done */
    uint64_t arg;
} calls[CPUS_MAX];

static void serve(void)
{
    struct call *c = &calls[this_cpu()->index];
    void (*fn)(uint64_t) = __atomic_load_n(&c->fn, __ATOMIC_ACQUIRE);

    sched_ipi();
    if (!fn)
        return;
    fn(c->arg);
    __atomic_store_n(&c->fn, NULL, __ATOMIC_RELEASE);
}

void on_cpu_later(unsigned index, void (*fn)(uint64_t arg), uint64_t arg)
{
    irq_set_vector(IRQ_VECTOR_RESCHEDULE, serve);
    calls[index].arg = arg;
    __atomic_store_n(&calls[index].fn, fn, __ATOMIC_RELEASE);
    smp_kick(cpu_by_index(index));
}

static void wait(unsigned index)
{
    while (__atomic_load_n(&calls[index].fn, __ATOMIC_ACQUIRE))
        cpu_pause();
}

void on_cpu(unsigned index, void (*fn)(uint64_t arg), uint64_t arg)
{
    assert(this_cpu()->index == 0 && index < cpu_count());
    if (index == 0) {
        fn(arg);
        return;
    }
    on_cpu_later(index, fn, arg);
    wait(index);
}

void on_all_cpus(void (*fn)(uint64_t index))
{
    for (unsigned i = 1; i < cpu_count(); i++)
        on_cpu_later(i, fn, i);
    fn(0);
    for (unsigned i = 1; i < cpu_count(); i++)
        wait(i);
}

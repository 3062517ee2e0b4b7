/*
 * percpu.c - the boot CPU, the main thread, and the list of all CPUs.
 */
#include "kernel/percpu.h"

#include "arch/x86/cpu.h"
#include "kernel/base.h"
#include "kernel/image.h"
#include "kernel/string.h"
#include "kernel/thread.h"

struct cpu boot_cpu;
struct thread main_thread;

/* Only the first nr_cpus mean anything, so nobody need zero the rest. */
__attribute__((section(".noinit"))) static struct cpu *cpus[CPUS_MAX];
static unsigned nr_cpus;

void percpu_init(void)
{
    main_thread.id = 1;
    memcpy(main_thread.name, "main", sizeof("main"));
    main_thread.pointer = boot_tcb;
    main_thread.cpu = &boot_cpu;
    main_thread.state = THREAD_RUNNING;
    boot_cpu.self = &boot_cpu;
    boot_cpu.current = &main_thread;
    cpu_wrmsr(MSR_GS_BASE, (uintptr_t)&boot_cpu);
    percpu_add(&boot_cpu);
    boot_cpu.started_tsc = boot_cpu.switched_tsc = entry_tsc;
}

void percpu_add(struct cpu *cpu)
{
    assert(nr_cpus < CPUS_MAX);
    cpu->index = nr_cpus;
    cpu->started_tsc = cpu->switched_tsc = cpu_rdtsc();
    cpus[nr_cpus] = cpu;
    /* pairs with cpu_count()'s load: a CPU counted can be looked up */
    __atomic_store_n(&nr_cpus, nr_cpus + 1, __ATOMIC_RELEASE);
}

unsigned cpu_count(void)
{
    return __atomic_load_n(&nr_cpus, __ATOMIC_ACQUIRE);
}

struct cpu *cpu_by_index(unsigned index)
{
    return index < cpu_count() ? cpus[index] : NULL;
}

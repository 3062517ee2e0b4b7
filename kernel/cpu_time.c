/*
 * cpu_time.c - the CPU time of threads and of all of them together.
 *
 * What a CPU did not idle away is the program's, so threads that have ended
 * count without anybody keeping their sums.
 */
#include "arch/x86/cpu.h"
#include "kernel/percpu.h"
#include "kernel/sched.h"
#include "kernel/thread.h"
#include "kernel/time.h"

int thread_cpu_ns(struct thread *t, uint64_t *ns)
{
    int error = time_init();

    if (!error)
        *ns = time_tsc_to_ns(sched_run_tsc(t));
    return error;
}

int thread_all_cpu_ns(uint64_t *ns)
{
    uint64_t ticks = 0, flags;
    unsigned n = cpu_count();
    int error = time_init();

    if (error)
        return error;
    flags = cpu_irq_save(); /* the last two numbers are of one moment */
    for (unsigned i = 0; i < n; i++) {
        struct cpu *cpu = cpu_by_index(i);
        if (cpu->idle_thread)
            ticks -= sched_run_tsc(cpu->idle_thread);
        ticks += cpu_rdtsc() - cpu->started_tsc;
    }
    cpu_irq_restore(flags);
    *ns = time_tsc_to_ns(ticks);
    return 0;
}

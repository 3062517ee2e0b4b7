/*
 * smp.h - the other CPUs: starting them, and telling them something.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct cpu;

/*
 * smp_start - bring up every CPU the firmware's tables name.
 *
 * Once; called by the first thread_create() and by sysconf(). A CPU that does
 * not answer in time is skipped with a log line; no or bad tables mean one
 * CPU. Returns how many run. Thread context.
 */
unsigned smp_start(void);

/* smp_kick - make @cpu look at its run queue. Any context. */
void smp_kick(struct cpu *cpu);

/*
 * smp_flush_tlb - forget translations of [@vaddr, +@len) on all other CPUs.
 *
 * Returns when all have. Interrupts must be on if there are other CPUs, and
 * no spinlock held, since they may be flushing too. Thread context.
 */
void smp_flush_tlb(uint64_t vaddr, uint64_t len);

/* smp_stop_others - by NMI, for good: only this CPU runs on. For panic. */
void smp_stop_others(void);

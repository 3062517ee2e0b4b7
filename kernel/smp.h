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
 * Returns when all have. paging_unmap() calls it. No spinlock may be held,
 * since another CPU may wait for it with interrupts off and so never answer.
 * Thread context, interrupts as they may be.
 */
void smp_flush_tlb(uint64_t vaddr, uint64_t len);

/* smp_flush_ipi - what IRQ_VECTOR_FLUSH_TLB calls. Interrupt context. */
void smp_flush_ipi(void);

/*
 * smp_stop_others - by NMI, for good: only this CPU runs on.
 *
 * For exit_take_over() in arch/x86/exit.c. Returns when the others have
 * stopped, or after a second or so. Once.
 */
void smp_stop_others(void);

/* smp_nmi - an NMI has come: does not return if it is smp_stop_others()'s. */
void smp_nmi(void);

struct stack;

/* smp_stack_find - like stacks_find(), among the other CPUs' stacks. */
const struct stack *smp_stack_find(uint64_t addr);

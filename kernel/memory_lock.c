/*
 * memory_lock.c - see memory_lock.h.
 */
#include "kernel/memory_lock.h"

#include "arch/x86/cpu.h"
#include "kernel/percpu.h"
#include "kernel/spinlock.h"

static struct {
    struct spinlock lock;
    const struct cpu *holder;
    unsigned depth;
} memory = {.lock = SPINLOCK_INIT(SPIN_LEAF)};

uint64_t memory_lock_take(void)
{
    uint64_t flags = cpu_irq_save();
    const struct cpu *me = this_cpu();

    if (__atomic_load_n(&memory.holder, __ATOMIC_RELAXED) != me) {
        spin_acquire(&memory.lock);
        __atomic_store_n(&memory.holder, me, __ATOMIC_RELAXED);
    }
    memory.depth++;
    return flags;
}

void memory_lock_release(uint64_t flags)
{
    if (--memory.depth == 0) {
        __atomic_store_n(&memory.holder, NULL, __ATOMIC_RELAXED);
        spin_release(&memory.lock);
    }
    cpu_irq_restore(flags);
}

/*
 * spinlock.c - spinlocks, and in debug builds the check of their order.
 */
#include "kernel/spinlock.h"

#include "arch/x86/cpu.h"
#include "arch/x86/regs.h"
#include "kernel/base.h"
#include "kernel/percpu.h"
#include "kernel/sched.h"

/* Only linked with who can block. */
#pragma weak sched_check

static bool broken;

void spin_break_all(void)
{
    broken = true;
}

bool spin_broken(void)
{
    return broken;
}

/* Only what is above all that is held may be waited for. */
static void check_order(const struct spinlock *lock)
{
    if (CONFIG_DEBUG && lock->rank && !broken)
        assert(this_cpu()->ranks >> lock->rank == 0);
}

static void note_held(const struct spinlock *lock)
{
    if (CONFIG_DEBUG && lock->rank)
        this_cpu()->ranks |= 1u << lock->rank;
}

bool spin_try(struct spinlock *lock)
{
    if (__atomic_exchange_n(&lock->held, 1, __ATOMIC_ACQUIRE))
        return false;
    note_held(lock);
    return true;
}

void spin_acquire(struct spinlock *lock)
{
    check_order(lock);
    while (__atomic_exchange_n(&lock->held, 1, __ATOMIC_ACQUIRE))
        while (__atomic_load_n(&lock->held, __ATOMIC_RELAXED)) {
            if (broken)
                return;
            cpu_pause();
        }
    note_held(lock);
}

void spin_release(struct spinlock *lock)
{
    if (CONFIG_DEBUG && lock->rank)
        this_cpu()->ranks &= ~(1u << lock->rank);
    __atomic_store_n(&lock->held, 0, __ATOMIC_RELEASE);
}

uint64_t spin_lock(struct spinlock *lock)
{
    uint64_t flags = cpu_irq_save();

    spin_acquire(lock);
    return flags;
}

void spin_unlock(struct spinlock *lock, uint64_t flags)
{
    spin_release(lock);
    bool wanted = this_cpu()->reschedule;
    cpu_irq_restore(flags);
    if (wanted && (flags & RFLAGS_IF) && sched_check)
        sched_check();
}

/*
 * spinlock.h - mutual exclusion between CPUs and interrupt handlers.
 *
 * Holding one means interrupts are off on this CPU, so its holder is never
 * preempted and a handler never waits for the thread it interrupted. Nothing
 * that is done under one may block or take longer than a few microseconds.
 * Locks are taken in this order: event (a device's, a descriptor's: they wake
 * threads), wait bucket, run queue, timer queue, and
 * leaves (page allocator, heap, trace, console) last; no two of one kind, but
 * for the run queues' own rule (sched.c). Debug builds check the order.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* The order in which they may be taken: higher after lower. */
enum spin_rank {
    SPIN_EVENT = 1,
    SPIN_WAIT,
    SPIN_RUN_QUEUE,
    SPIN_TIMER,
    SPIN_LEAF,
    SPIN_NO_RANK = 0 /* the console and panic: not checked */
};

struct spinlock {
    uint32_t held;
    uint32_t rank; /* enum spin_rank */
};

#define SPINLOCK_INIT(rank)                                                    \
    {                                                                          \
        0, rank                                                                \
    }

/* spin_acquire, spin_release - with interrupts off already. Any context. */
void spin_acquire(struct spinlock *lock);
void spin_release(struct spinlock *lock);

/* spin_try - whether it was free and is ours now; interrupts are off. */
bool spin_try(struct spinlock *lock);

/*
 * spin_lock - turn interrupts off and take @lock.
 *
 * Returns what spin_unlock() needs to put interrupts back as they were.
 */
uint64_t spin_lock(struct spinlock *lock);

/* spin_unlock - give @lock back; a thread of a higher level that was woken
 * meanwhile runs now, if interrupts are on again. */
void spin_unlock(struct spinlock *lock, uint64_t flags);

/*
 * spin_break_all - from now on taking a lock never waits.
 *
 * For the CPU that ends the machine when all others have been stopped, some
 * with a lock in hand. Also mutexes (mutex.h) hold nobody then.
 */
void spin_break_all(void);

/* spin_broken - whether spin_break_all() was called. Any context. */
bool spin_broken(void);

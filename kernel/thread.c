/*
 * thread.c - what all threads have: the list, the end, interruption.
 *
 * Making one is thread_create.c, so that a program that only sleeps does not
 * carry the other CPUs.
 */
#include "kernel/thread.h"

#include "arch/x86/cpu.h"
#include "kernel/base.h"
#include "kernel/errno.h"
#include "kernel/percpu.h"
#include "kernel/sched.h"
#include "kernel/spinlock.h"
#include "kernel/thread_list.h"

static struct spinlock list_lock = SPINLOCK_INIT(SPIN_LEAF);
static struct thread *newest = &main_thread;
static unsigned exiting; /* not in the list any more, on_dead() to come */

void thread_list_add(struct thread *t)
{
    uint64_t flags = spin_lock(&list_lock);

    t->all_next = newest;
    t->all_prev = NULL;
    if (newest)
        newest->all_prev = t;
    newest = t;
    spin_unlock(&list_lock, flags);
}

static void thread_list_remove(struct thread *t)
{
    uint64_t flags = spin_lock(&list_lock);

    if (t->all_prev)
        t->all_prev->all_next = t->all_next;
    else
        newest = t->all_next;
    if (t->all_next)
        t->all_next->all_prev = t->all_prev;
    spin_unlock(&list_lock, flags);
}

void thread_for_each(bool (*fn)(struct thread *t, void *arg), void *arg,
                     bool panicking)
{
    uint64_t flags = panicking ? 0 : spin_lock(&list_lock);
    struct thread *t = newest;

    while (t && fn(t, arg))
        t = t->all_next;
    if (!panicking)
        spin_unlock(&list_lock, flags);
}

unsigned thread_exiting(void)
{
    return __atomic_load_n(&exiting, __ATOMIC_SEQ_CST);
}

void thread_bury(struct thread *t)
{
    t->on_dead(t);
    __atomic_fetch_sub(&exiting, 1, __ATOMIC_SEQ_CST);
}

_Noreturn void thread_exit(void)
{
    sched_start();
    __atomic_fetch_add(&exiting, 1, __ATOMIC_SEQ_CST);
    thread_list_remove(thread_current());
    sched_exit();
}

int thread_set_level(struct thread *t, enum thread_policy policy,
                     unsigned level)
{
    if (!thread_level_suits(policy, level))
        return -EINVAL;
    sched_set_level(t, policy, level);
    return 0;
}

void thread_interrupt(struct thread *t)
{
    /* pairs with wait_on(), which looks at pending after setting wait_word */
    __atomic_store_n(&t->pending, 1, __ATOMIC_SEQ_CST);
    wait_interrupt(t);
    if (t != thread_current() || this_cpu()->irq_depth)
        sched_poke(t);
}

/*
 * thread_create.c - a new thread; the first one brings the machine up.
 */
#include "arch/x86/context.h"
#include "kernel/base.h"
#include "kernel/errno.h"
#include "kernel/sched.h"
#include "kernel/smp.h"
#include "kernel/thread.h"
#include "kernel/thread_list.h"

/*
 * Interrupts, the timer and the other CPUs. Only the main thread can get here
 * first, so nobody else is looking. Without a timer threads take turns only
 * when they block or yield.
 */
static void bring_up(void)
{
    static bool done;

    if (done)
        return;
    done = true;
    sched_start();
    if (timer_init() == 0)
        sched_use_slices();
    smp_start();
}

int thread_create(struct thread *t, const struct thread_params *p)
{
    static uint32_t last_id = 1;

    if (!thread_level_suits(p->policy, p->level))
        return -EINVAL;
    bring_up();
    *t = (struct thread){
        .pointer = p->pointer,
        .link.level = p->level,
        .policy = p->policy,
        .id = __atomic_add_fetch(&last_id, 1, __ATOMIC_RELAXED),
        .stack_guard = p->stack_guard,
        .stack_start = p->stack_start,
        .stack_top = p->stack_top,
        .on_dead = p->on_dead,
    };
    base_format(t->name, sizeof(t->name), "%s", p->name ? p->name : "");
    t->sp = context_prepare(ALIGN_DOWN(p->stack_top, 16), p->entry, p->arg);
    thread_list_add(t);
    sched_add(t);
    return 0;
}

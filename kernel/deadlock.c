/*
 * deadlock.c - the report of a program that can never go on.
 *
 * Threads are looked at one after the other while other CPUs run; nobody woke
 * one in between if the count of wake-ups is the same before and after, and
 * then all of them were blocked at once. A thread that is ending is in no list
 * any more, but may wake who joins it.
 */
#include "kernel/deadlock.h"

#include "kernel/base.h"
#include "kernel/exit.h"
#include "kernel/percpu.h"
#include "kernel/thread.h"
#include "kernel/thread_list.h"

/* Only linked with timers: without them none is pending. */
__attribute__((weak)) uint64_t timer_pending(void);

static uint64_t count_wakes(void)
{
    uint64_t sum = 0;

    for (unsigned i = 0; i < cpu_count(); i++)
        sum += __atomic_load_n(&cpu_by_index(i)->wakes, __ATOMIC_SEQ_CST);
    return sum;
}

/* Stops the walk, with *@arg true, at a thread that can still go on. */
static bool is_stuck(struct thread *t, void *arg)
{
    bool stuck =
        __atomic_load_n(&t->wait_word, __ATOMIC_SEQ_CST) &&
        __atomic_load_n(&t->state, __ATOMIC_SEQ_CST) == THREAD_BLOCKED &&
        !t->why.external;

    *(bool *)arg = !stuck;
    return stuck;
}

static void print_id(const struct thread *t)
{
    base_print("thread %u%s%s", t->id, *t->name ? " " : "", t->name);
}

struct search {
    const struct thread *wanted;
    bool found;
};

static bool is_other(struct thread *t, void *arg)
{
    struct search *s = arg;

    s->found = t == s->wanted;
    return !s->found;
}

/* Who ended with the lock held is no more, nor perhaps its memory. */
static bool is_alive(const struct thread *t)
{
    struct search s = {.wanted = t};

    thread_for_each(is_other, &s, true);
    return s.found;
}

static bool print_thread(struct thread *t, void *arg)
{
    const struct thread *holder = t->why.holder;

    (void)arg;
    base_print("pith:   ");
    print_id(t);
    base_print(" waits for %s", t->why.what);
    if (holder && is_alive(holder)) {
        base_print(" of ");
        print_id(holder);
    } else if (holder) {
        base_print(" of a thread that has ended");
    }
    base_print("\n");
    return true;
}

void deadlock_check(void)
{
    uint64_t before = count_wakes();
    bool alive = false;

    thread_for_each(is_stuck, &alive, false);
    if (alive || (timer_pending && timer_pending() != TIMER_NEVER) ||
        thread_exiting() > 0 || count_wakes() != before)
        return;
    base_print("pith: deadlock: every thread waits for another\n");
    thread_for_each(print_thread, NULL, true);
    exit_crash("deadlock");
}

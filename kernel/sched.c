/*
 * sched.c - which thread runs: run queues, switching, idling, preemption.
 *
 * A thread belongs to one CPU, t->cpu, whose run_lock guards its state and its
 * place in the run queue. The lock is held across a switch and released by
 * the thread that goes on; so nobody can run, move or wake a thread before
 * its registers are saved. A CPU with nothing to do takes a ready thread from
 * another one: it holds its own lock and only tries the other, so that two
 * run locks never deadlock.
 *
 * The highest level that is ready runs; within a level, threads take turns of
 * SLICE_NS, THREAD_FIFO excepted. A CPU is only interrupted for that while
 * another thread waits for it.
 */
#include "kernel/sched.h"

#include "arch/x86/context.h"
#include "arch/x86/cpu.h"
#include "arch/x86/regs.h"
#include "arch/x86/tsc.h"
#include "kernel/base.h"
#include "kernel/deadlock.h"
#include "kernel/image.h"
#include "kernel/irq.h"
#include "kernel/percpu.h"
#include "kernel/smp.h"
#include "kernel/stacks.h"
#include "kernel/thread.h"
#include "kernel/thread_list.h"
#include "kernel/trace.h"

#define SLICE_NS     THREAD_SLICE_NS
#define SLICES_PER_S (1000000000 / SLICE_NS)
/* A thread that was woken beside a busy CPU may soon run there, since who
 * wakes often blocks next; only after this long is an idle CPU called. */
#define STEAL_AFTER_NS 100000

#define THREAD_OF(run)                                                         \
    ((struct thread *)((char *)(run)-offsetof(struct thread, link)))

/* Only linked with what makes threads; with one CPU neither is called. */
__attribute__((weak)) void smp_kick(struct cpu *cpu);
__attribute__((weak)) void timer_tick_within(uint64_t ns);

static uint64_t slice_ticks;
static unsigned idle_cpus;
static struct thread boot_idle;

/* The boot stack is free: kernel_main() has left it for good. */
static void make_boot_idle(void)
{
    const struct stack *s = &stacks_static[STACK_BOOT];

    boot_idle = (struct thread){
        .pointer = boot_tcb,
        .cpu = &boot_cpu,
        .name = "idle",
        .stack_guard = s->guard,
        .stack_start = s->start,
        .stack_top = s->top,
    };
    boot_idle.sp =
        context_prepare(s->top, (void (*)(void *))sched_idle_loop, NULL);
    boot_cpu.idle_thread = &boot_idle;
}

void sched_start(void)
{
    if (boot_cpu.idle_thread)
        return;
    trace_init();
    make_boot_idle();
    irq_init(); /* without interrupts there is nothing to idle for */
}

void sched_use_slices(void)
{
    slice_ticks = tsc_frequency() / SLICES_PER_S;
}

/* --- the next thread --- */

/* One that is ready on another CPU; with this CPU's run queue locked. */
static struct thread *steal(struct cpu *cpu)
{
    unsigned n = cpu_count();

    for (unsigned i = 1; i < n; i++) {
        struct cpu *victim = cpu_by_index((cpu->index + i) % n);
        struct run_link *link = NULL;
        if (__atomic_load_n(&victim->run.count, __ATOMIC_RELAXED) == 0 ||
            !spin_try(&victim->run_lock))
            continue;
        link = run_queue_first(&victim->run);
        if (link && !THREAD_OF(link)->pinned) {
            run_queue_remove(&victim->run, link);
            THREAD_OF(link)->cpu = cpu;
        } else {
            link = NULL;
        }
        spin_release(&victim->run_lock);
        if (link)
            return THREAD_OF(link);
    }
    return NULL;
}

static struct thread *take_next(struct cpu *cpu)
{
    struct run_link *link = run_queue_first(&cpu->run);

    if (!link)
        return steal(cpu);
    run_queue_remove(&cpu->run, link);
    return THREAD_OF(link);
}

/* A thread waits for this CPU while another runs: see when to change. */
static void plan_tick(void)
{
    bool help = __atomic_load_n(&idle_cpus, __ATOMIC_RELAXED) > 0;

    if (slice_ticks)
        timer_tick_within(help ? STEAL_AFTER_NS : SLICE_NS);
}

/* What the thread that was switched away from left to do. */
static void finish_switch(void)
{
    struct cpu *cpu = this_cpu();
    struct thread *dead = cpu->dead;

    cpu->dead = NULL;
    spin_release(&cpu->run_lock);
    if (dead)
        thread_bury(dead);
}

/*
 * The run queue is locked and the current thread's new state is set; returns
 * when it runs again, the lock released, perhaps on another CPU. While a thread
 * runs and others wait there is a tick; those that became ready while the CPU
 * was idle have none yet.
 */
static void switch_to(struct cpu *cpu, struct thread *next)
{
    struct thread *prev = cpu->current;
    uint64_t now = cpu_rdtsc();

    prev->run_tsc += now - cpu->switched_tsc;
    cpu->switched_tsc = now;
    cpu->slice_end_tsc = now + slice_ticks;
    if (cpu->run.count > 0 && cpu->tick_at_ns == 0)
        plan_tick();
    next->state = THREAD_RUNNING;
    if (next != prev) {
        cpu->switches++;
        trace(TRACE_SCHED, "switch from, to", prev->id, next->id);
        cpu->current = next;
        cpu_wrmsr(MSR_FS_BASE, (uintptr_t)next->pointer);
        context_switch(&prev->sp, next->sp);
    }
    finish_switch();
}

static void switch_away(struct cpu *cpu)
{
    struct thread *next = take_next(cpu);

    switch_to(cpu, next ? next : cpu->idle_thread);
}

_Noreturn void thread_begin(void (*entry)(void *), void *arg)
{
    finish_switch();
    cpu_irq_on();
    thread_check_pending();
    entry(arg);
    thread_exit();
}

/* --- ready threads --- */

static void call_idle_cpu(void)
{
    unsigned n = cpu_count();

    if (__atomic_load_n(&idle_cpus, __ATOMIC_RELAXED) == 0)
        return;
    for (unsigned i = 0; i < n; i++) {
        struct cpu *cpu = cpu_by_index(i);
        if (cpu->idle && cpu != this_cpu()) {
            smp_kick(cpu);
            return;
        }
    }
}

/* @t was put into @cpu's queue, which is locked: who must know of it? */
static void announce(struct cpu *cpu, struct thread *t)
{
    bool higher = t->link.level > cpu->current->link.level;
    bool here = cpu == this_cpu();

    if (cpu->current == cpu->idle_thread) {
        if (!here)
            smp_kick(cpu);
        return;
    }
    if (higher)
        cpu->reschedule = 1;
    if (!here && (higher || cpu->run.count == 1))
        smp_kick(cpu);
    if (here && !higher)
        plan_tick();
}

static void make_ready(struct cpu *cpu, struct thread *t)
{
    t->state = THREAD_READY;
    run_queue_push(&cpu->run, &t->link, false);
    announce(cpu, t);
}

void sched_wake(struct thread *t)
{
    struct cpu *cpu = t->cpu; /* of a blocked thread it does not change */

    spin_acquire(&cpu->run_lock);
    assert(t->state == THREAD_BLOCKED);
    this_cpu()->wakes++;
    make_ready(cpu, t);
    spin_release(&cpu->run_lock);
}

void sched_add(struct thread *t)
{
    struct cpu *cpu;
    uint64_t flags = cpu_irq_save();

    cpu = this_cpu();
    spin_acquire(&cpu->run_lock);
    t->cpu = cpu;
    make_ready(cpu, t);
    call_idle_cpu(); /* who makes a thread seldom waits for it at once */
    spin_release(&cpu->run_lock);
    cpu_irq_restore(flags);
    sched_check();
}

/* --- the current thread --- */

void sched_block(struct spinlock *release)
{
    struct cpu *cpu = this_cpu();

    spin_acquire(&cpu->run_lock);
    cpu->current->state = THREAD_BLOCKED;
    spin_release(release);
    switch_away(cpu);
}

_Noreturn void sched_exit(void)
{
    cpu_irq_save();
    struct cpu *cpu = this_cpu();
    spin_acquire(&cpu->run_lock);
    cpu->current->state = THREAD_DEAD;
    cpu->dead = cpu->current;
    switch_away(cpu);
    panic("a dead thread runs");
}

/* Puts the current thread back and takes the first; run_lock is held. */
static void give_way(struct cpu *cpu, bool stays_first)
{
    struct thread *t = cpu->current;

    t->state = THREAD_READY;
    run_queue_push(&cpu->run, &t->link, stays_first);
    switch_away(cpu);
}

static bool slice_over(const struct cpu *cpu)
{
    return cpu->current->policy != THREAD_FIFO &&
           (int64_t)(cpu_rdtsc() - cpu->slice_end_tsc) >= 0;
}

/* Interrupts are off. */
static void let_others_run(struct cpu *cpu, bool yield)
{
    cpu->reschedule = 0;
    if (cpu->current == cpu->idle_thread)
        return;
    spin_acquire(&cpu->run_lock);
    int level = run_queue_level(&cpu->run), own = (int)cpu->current->link.level;
    bool higher = level > own;
    if (higher || (level == own && (yield || slice_over(cpu))))
        give_way(cpu, higher && !yield);
    else
        spin_release(&cpu->run_lock);
}

void sched_preempt(struct trap_frame *frame, void *fpu)
{
    struct thread *t;

    let_others_run(this_cpu(), false);
    t = thread_current();
    if (t->pending && !t->in_hook) {
        t->frame = frame;
        t->frame_fpu = fpu;
        thread_check_pending();
        t->frame = NULL;
    }
}

/* Who comes back from here may have been asked to look while others ran, and
 * nobody interrupts it again for that. */
void sched_check(void)
{
    uint64_t flags = cpu_irq_save();

    if ((flags & RFLAGS_IF) && this_cpu()->reschedule)
        let_others_run(this_cpu(), false);
    cpu_irq_restore(flags);
    if ((flags & RFLAGS_IF) && thread_current()->pending)
        thread_check_pending();
}

void thread_yield(void)
{
    uint64_t flags = cpu_irq_save();

    let_others_run(this_cpu(), true);
    cpu_irq_restore(flags);
    thread_check_pending();
}

/* --- from elsewhere --- */

/* @cpu shall look whether its current thread is still the right one. */
static void poke(struct cpu *cpu)
{
    cpu->reschedule = 1;
    if (cpu != this_cpu())
        smp_kick(cpu);
}

void sched_poke(struct thread *t)
{
    uint64_t flags = cpu_irq_save();
    struct cpu *cpu = __atomic_load_n(&t->cpu, __ATOMIC_RELAXED);

    if (cpu->current == t)
        poke(cpu);
    cpu_irq_restore(flags);
}

/* Locks the run queue that @t is bound to right now. */
static struct cpu *lock_cpu_of(struct thread *t)
{
    for (;;) {
        struct cpu *cpu = __atomic_load_n(&t->cpu, __ATOMIC_RELAXED);
        spin_acquire(&cpu->run_lock);
        if (cpu == __atomic_load_n(&t->cpu, __ATOMIC_RELAXED))
            return cpu;
        spin_release(&cpu->run_lock);
    }
}

void sched_set_level(struct thread *t, uint32_t policy, unsigned level)
{
    uint64_t flags = cpu_irq_save();
    struct cpu *cpu = lock_cpu_of(t);
    bool queued = t->state == THREAD_READY;

    if (queued)
        run_queue_remove(&cpu->run, &t->link);
    t->policy = policy;
    t->link.level = level;
    if (queued)
        make_ready(cpu, t);
    if (t->state == THREAD_RUNNING && run_queue_level(&cpu->run) > (int)level)
        poke(cpu);
    spin_release(&cpu->run_lock);
    cpu_irq_restore(flags);
    sched_check();
}

uint64_t sched_run_tsc(struct thread *t)
{
    uint64_t flags = cpu_irq_save(), ticks;
    struct cpu *cpu = lock_cpu_of(t);

    ticks = t->run_tsc;
    if (cpu->current == t)
        ticks += cpu_rdtsc() - cpu->switched_tsc;
    spin_release(&cpu->run_lock);
    cpu_irq_restore(flags);
    return ticks;
}

/* --- in interrupts --- */

void sched_tick(void)
{
    struct cpu *cpu = this_cpu();

    spin_acquire(&cpu->run_lock);
    if (cpu->run.count > 0 && cpu->current != cpu->idle_thread) {
        call_idle_cpu();
        if (slice_over(cpu))
            cpu->reschedule = 1;
        plan_tick();
    }
    spin_release(&cpu->run_lock);
}

void sched_ipi(void)
{
    struct cpu *cpu = this_cpu();

    spin_acquire(&cpu->run_lock);
    if (cpu->run.count > 0 && cpu->current != cpu->idle_thread)
        plan_tick();
    if (cpu->current->pending)
        cpu->reschedule = 1; /* sched_check() may have used up the wish */
    spin_release(&cpu->run_lock);
}

/* --- nothing to run --- */

_Noreturn void sched_idle_loop(void)
{
    for (;;) {
        cpu_irq_save();
        struct cpu *cpu = this_cpu();
        spin_acquire(&cpu->run_lock);
        struct thread *next = take_next(cpu);
        if (next) {
            switch_to(cpu, next);
            continue;
        }
        cpu->idle = true; /* seen by who locks the queue to put one in */
        spin_release(&cpu->run_lock);
        __atomic_fetch_add(&idle_cpus, 1, __ATOMIC_SEQ_CST);
        deadlock_check();
        irq_halt();
        cpu->idle = false;
        __atomic_fetch_sub(&idle_cpus, 1, __ATOMIC_SEQ_CST);
    }
}

/*
 * timer.c - the queue of timers of each CPU, and the interrupt that ends them.
 *
 * The hardware is set when what is due first changes, never because a timer
 * was stopped: at worst one interrupt finds nothing to do. The scheduler's
 * tick is kept beside the heap, since it changes with every switch.
 */
#include "kernel/timer.h"

#include "arch/x86/clock_event.h"
#include "arch/x86/cpu.h"
#include "arch/x86/vectors.h"
#include "kernel/base.h"
#include "kernel/errno.h"
#include "kernel/irq.h"
#include "kernel/percpu.h"
#include "kernel/sched.h"
#include "kernel/spinlock.h"
#include "kernel/time.h"
#include "kernel/trace.h"

#define TIMER_OF(n) ((struct timer *)((char *)(n)-offsetof(struct timer, node)))

/* Only with the scheduler: without it no tick is asked for. */
__attribute__((weak)) void sched_tick(void);

static int bring_up(void)
{
    int error = time_init();

    if (!error)
        error = irq_init();
    if (!error)
        error = clock_event_init();
    if (error) {
        log_info("no timer: a sleep keeps the CPU busy");
        return -ENODEV;
    }
    log_debug("timer: %s", clock_event_name());
    irq_set_vector(IRQ_VECTOR_TIMER, timer_interrupt);
    boot_cpu.timer_lock.rank = SPIN_TIMER;
    clock_event_init_cpu();
    return 0;
}

int timer_init(void)
{
    static bool known;
    static int error;

    if (!known)
        error = bring_up();
    known = true;
    return error;
}

void timer_init_cpu(void)
{
    if (timer_init() != 0)
        return;
    this_cpu()->timer_lock.rank = SPIN_TIMER;
    clock_event_init_cpu();
}

static uint64_t first_ns(const struct cpu *cpu)
{
    const struct timer_node *first = timer_heap_first(&cpu->timers);
    uint64_t at = first ? first->at_ns : TIMER_NEVER;

    return cpu->tick_at_ns ? MIN(at, cpu->tick_at_ns) : at;
}

/* The hardware follows what is due first; timer_lock is held. */
static void arm(struct cpu *cpu)
{
    uint64_t at = first_ns(cpu), now;

    if (at == TIMER_NEVER ||
        (cpu->timer_armed_ns != 0 && cpu->timer_armed_ns <= at))
        return;
    cpu->timer_armed_ns = MAX(at, 1);
    now = time_now_ns();
    clock_event_set(at > now ? at - now : 0);
}

void timer_start(struct timer *timer, uint64_t at_ns)
{
    uint64_t flags = cpu_irq_save();
    struct cpu *cpu = this_cpu();

    assert(!timer->cpu);
    spin_acquire(&cpu->timer_lock);
    trace(TRACE_TIMER, "start for ns, function", at_ns, (uintptr_t)timer->fn);
    timer->node.at_ns = at_ns;
    timer_heap_add(&cpu->timers, &timer->node);
    __atomic_store_n(&timer->cpu, cpu, __ATOMIC_RELAXED);
    arm(cpu);
    spin_release(&cpu->timer_lock);
    cpu_irq_restore(flags);
}

/* Only another CPU can be at it: here it would have been interrupted. */
static void wait_for_function(const struct timer *timer)
{
    unsigned n = cpu_count();

    for (unsigned i = 0; i < n; i++) {
        struct cpu *cpu = cpu_by_index(i);
        while (cpu != this_cpu() &&
               __atomic_load_n(&cpu->timer_running, __ATOMIC_ACQUIRE) == timer)
            cpu_pause();
    }
}

bool timer_stop(struct timer *timer)
{
    struct cpu *cpu;
    uint64_t flags = cpu_irq_save();
    bool queued = false;

    while (!queued && (cpu = __atomic_load_n(&timer->cpu, __ATOMIC_ACQUIRE))) {
        spin_acquire(&cpu->timer_lock);
        queued = timer->cpu == cpu;
        if (queued) {
            timer_heap_remove(&cpu->timers, &timer->node);
            __atomic_store_n(&timer->cpu, NULL, __ATOMIC_RELAXED);
        }
        spin_release(&cpu->timer_lock);
    }
    if (!queued)
        wait_for_function(timer);
    cpu_irq_restore(flags);
    return queued;
}

/* One whose function runs now is pending: what it wakes is not yet awake. */
static uint64_t pending_on(struct cpu *cpu)
{
    uint64_t flags = spin_lock(&cpu->timer_lock);
    const struct timer_node *first = timer_heap_first(&cpu->timers);
    uint64_t at = cpu->timer_running ? 0 : first ? first->at_ns : TIMER_NEVER;

    spin_unlock(&cpu->timer_lock, flags);
    return at;
}

uint64_t timer_pending(void)
{
    uint64_t first = TIMER_NEVER;
    unsigned n = cpu_count();

    for (unsigned i = 0; i < n; i++)
        first = MIN(first, pending_on(cpu_by_index(i)));
    return first;
}

/* The next one that was due at @now, out of the queue, or NULL. */
static struct timer *take_due(struct cpu *cpu, uint64_t now)
{
    struct timer_node *first = timer_heap_first(&cpu->timers);
    struct timer *timer;

    if (!first || first->at_ns > now)
        return NULL;
    timer_heap_remove(&cpu->timers, first);
    timer = TIMER_OF(first);
    /* pairs with wait_for_function(): running before out of the queue */
    __atomic_store_n(&cpu->timer_running, timer, __ATOMIC_RELAXED);
    __atomic_store_n(&timer->cpu, NULL, __ATOMIC_RELEASE);
    return timer;
}

void timer_interrupt(void)
{
    struct cpu *cpu = this_cpu();
    uint64_t now = time_now_ns();
    struct timer *timer;
    bool tick;

    cpu->timer_irqs++;
    spin_acquire(&cpu->timer_lock);
    cpu->timer_armed_ns = 0;
    while ((timer = take_due(cpu, now))) {
        spin_release(&cpu->timer_lock);
        trace(TRACE_TIMER, "end of ns, function", timer->node.at_ns,
              (uintptr_t)timer->fn);
        timer->fn(timer);
        __atomic_store_n(&cpu->timer_running, NULL, __ATOMIC_RELEASE);
        spin_acquire(&cpu->timer_lock);
    }
    tick = cpu->tick_at_ns != 0 && cpu->tick_at_ns <= now;
    if (tick)
        cpu->tick_at_ns = 0;
    arm(cpu);
    spin_release(&cpu->timer_lock);
    if (tick && sched_tick)
        sched_tick();
}

void timer_tick_within(uint64_t ns)
{
    struct cpu *cpu = this_cpu();
    uint64_t at = time_now_ns() + ns;

    spin_acquire(&cpu->timer_lock);
    if (cpu->tick_at_ns == 0 || at < cpu->tick_at_ns) {
        cpu->tick_at_ns = at;
        arm(cpu);
    }
    spin_release(&cpu->timer_lock);
}

/*
 * mutex_shared.c - a mutex where there are threads; see mutex_shared.h.
 *
 * The word says whether somebody may wait, so unlocking wakes only then
 * [Drepper, "Futexes Are Tricky", Mutex, Take 2].
 */
#include "kernel/mutex_shared.h"

#include "arch/x86/cpu.h"
#include "kernel/base.h"
#include "kernel/percpu.h"
#include "kernel/spinlock.h"
#include "kernel/thread.h"

#define FREE   0u
#define HELD   1u
#define WANTED 2u

#define SPINS  100 /* a holder on another CPU is often done by then */

static void (*signal_hook)(void);

static void own(struct mutex *m)
{
    m->holder = thread_current();
    m->depth = 1;
}

static bool take_free(struct mutex *m)
{
    uint32_t was = FREE;

    return __atomic_compare_exchange_n(&m->word, &was, HELD, false,
                                       __ATOMIC_ACQUIRE, __ATOMIC_RELAXED);
}

static bool spin(struct mutex *m)
{
    if (cpu_count() == 1)
        return false;
    for (int i = 0; i < SPINS; i++) {
        if (__atomic_load_n(&m->word, __ATOMIC_RELAXED) == FREE && take_free(m))
            return true;
        cpu_pause();
    }
    return false;
}

static __attribute__((noinline)) void wait_for(struct mutex *m)
{
    struct wait_reason why = {.what = "lock"};

    if (spin_broken())
        return; /* the holder has been stopped for good */
    if (spin(m))
        return;
    while (__atomic_exchange_n(&m->word, WANTED, __ATOMIC_ACQUIRE) != FREE) {
        why.holder = __atomic_load_n(&m->holder, __ATOMIC_RELAXED);
        wait_on(&m->word, WANTED, TIMER_NEVER, &why);
    }
}

/* What was put off meanwhile is done now. */
static void allow(struct thread *t)
{
    if (--t->deferred == 0 && t->pending && !spin_broken())
        thread_check_pending();
}

bool mutex_shared_held(const struct mutex *m)
{
    return __atomic_load_n(&m->holder, __ATOMIC_RELAXED) == thread_current();
}

bool mutex_shared_try(struct mutex *m)
{
    struct thread *t = thread_current();

    t->deferred++;
    if (mutex_shared_held(m)) {
        m->depth++;
        return true;
    }
    if (!take_free(m)) {
        allow(t);
        return false;
    }
    own(m);
    return true;
}

void mutex_shared_lock(struct mutex *m)
{
    thread_current()->deferred++;
    if (mutex_shared_held(m)) {
        m->depth++;
        return;
    }
    if (!take_free(m))
        wait_for(m);
    own(m);
}

static void set_free(struct mutex *m)
{
    __atomic_store_n(&m->holder, NULL, __ATOMIC_RELAXED);
    if (__atomic_exchange_n(&m->word, FREE, __ATOMIC_RELEASE) == WANTED &&
        !spin_broken())
        wait_wake(&m->word, 1);
}

void mutex_shared_unlock(struct mutex *m)
{
    struct thread *t = thread_current();

    assert(m->depth > 0 && m->holder == t);
    if (--m->depth == 0)
        set_free(m);
    allow(t);
}

void thread_set_signal_hook(void (*hook)(void))
{
    signal_hook = hook;
}

void thread_check_pending(void)
{
    struct thread *t = thread_current();

    if (!t->pending || t->deferred || t->in_hook)
        return;
    uint64_t flags = cpu_irq_save();
    t->in_hook = 1;
    while (t->pending) {
        t->pending = 0;
        cpu_irq_on();
        if (signal_hook)
            signal_hook();
        cpu_irq_off();
    }
    t->in_hook = 0;
    cpu_irq_restore(flags);
}

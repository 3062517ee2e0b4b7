/*
 * mutex.c - the sleeping lock of the runtime.
 *
 * The word says whether somebody may wait, so unlocking wakes only then
 * [Drepper, "Futexes Are Tricky", Mutex, Take 2]. Waiting is linked only with
 * threads: without them nobody else can hold the lock.
 */
#include "kernel/mutex.h"

#include "arch/x86/cpu.h"
#include "kernel/base.h"
#include "kernel/percpu.h"
#include "kernel/spinlock.h"
#include "kernel/thread.h"

#define FREE   0u
#define HELD   1u
#define WANTED 2u

#define SPINS  100 /* a holder on another CPU is often done by then */

__attribute__((weak)) int wait_on(const uint32_t *word, uint32_t expected,
                                  uint64_t deadline_ns,
                                  const struct wait_reason *why);
__attribute__((weak)) unsigned wait_wake(const uint32_t *word, unsigned count);
__attribute__((weak)) void thread_check_pending(void);

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

static void wait_for(struct mutex *m)
{
    struct wait_reason why = {.what = "lock"};

    if (spin_broken())
        return;      /* the holder has been stopped for good */
    assert(wait_on); /* only a second thread can hold it */
    if (spin(m))
        return;
    while (__atomic_exchange_n(&m->word, WANTED, __ATOMIC_ACQUIRE) != FREE) {
        why.holder = __atomic_load_n(&m->holder, __ATOMIC_RELAXED);
        wait_on(&m->word, WANTED, TIMER_NEVER, &why);
    }
}

bool mutex_held(const struct mutex *m)
{
    return __atomic_load_n(&m->holder, __ATOMIC_RELAXED) == thread_current();
}

bool mutex_try(struct mutex *m)
{
    thread_current()->deferred++;
    if (mutex_held(m)) {
        m->depth++;
        return true;
    }
    if (!take_free(m)) {
        thread_current()->deferred--;
        return false;
    }
    own(m);
    return true;
}

void mutex_lock(struct mutex *m)
{
    thread_current()->deferred++;
    if (mutex_held(m)) {
        m->depth++;
        return;
    }
    if (!take_free(m))
        wait_for(m);
    own(m);
}

void mutex_unlock(struct mutex *m)
{
    struct thread *t = thread_current();

    assert(m->holder == t && m->depth > 0);
    if (--m->depth == 0) {
        __atomic_store_n(&m->holder, NULL, __ATOMIC_RELAXED);
        if (__atomic_exchange_n(&m->word, FREE, __ATOMIC_RELEASE) == WANTED &&
            !spin_broken())
            wait_wake(&m->word, 1);
    }
    if (--t->deferred == 0 && t->pending && thread_check_pending &&
        !spin_broken())
        thread_check_pending();
}

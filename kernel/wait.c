/*
 * wait.c - blocking on a word, and waking.
 *
 * Waiters lie in buckets chosen by the word's address, in order of arrival.
 * Between the look at the word and being in the bucket nobody can wake: both
 * are done under the bucket's lock, which who wakes takes after changing the
 * word. The lock is released when the thread may be switched to again, so a
 * wake-up is never lost. [Drepper, "Futexes Are Tricky"]
 */
#include "kernel/wait.h"

#include "arch/x86/cpu.h"
#include "arch/x86/regs.h"
#include "kernel/base.h"
#include "kernel/errno.h"
#include "kernel/percpu.h"
#include "kernel/sched.h"
#include "kernel/spinlock.h"
#include "kernel/thread.h"
#include "kernel/time.h"
#include "kernel/trace.h"

#define BUCKETS 64

static struct bucket {
    struct spinlock lock;
    struct thread *head, *tail;
} buckets[BUCKETS] = {[0 ... BUCKETS - 1].lock = SPINLOCK_INIT(SPIN_WAIT)};

static struct bucket *bucket_of(const uint32_t *word)
{
    uint64_t a = (uintptr_t)word;

    return &buckets[(a >> 2 ^ a >> 8 ^ a >> 14) % BUCKETS];
}

static void append(struct bucket *b, struct thread *t)
{
    t->wait_next = NULL;
    t->wait_prev = b->tail;
    if (b->tail)
        b->tail->wait_next = t;
    else
        b->head = t;
    b->tail = t;
}

/* @t leaves the bucket and becomes ready; @result is what wait_on() returns. */
static void end_wait(struct bucket *b, struct thread *t, int result)
{
    if (t->wait_prev)
        t->wait_prev->wait_next = t->wait_next;
    else
        b->head = t->wait_next;
    if (t->wait_next)
        t->wait_next->wait_prev = t->wait_prev;
    else
        b->tail = t->wait_prev;
    trace(TRACE_WAIT, "wake thread, error", t->id, (uint64_t)-result);
    t->wait_result = result;
    __atomic_store_n(&t->wait_word, NULL, __ATOMIC_RELAXED);
    sched_wake(t);
}

/*
 * The bucket that @t waits in, locked, or NULL if it waits for nothing. Both
 * @t's word and its bucket may change until the lock is held.
 */
static struct bucket *lock_bucket_of(struct thread *t, uint64_t *flags)
{
    for (;;) {
        const uint32_t *word = __atomic_load_n(&t->wait_word, __ATOMIC_SEQ_CST);
        if (!word)
            return NULL;
        struct bucket *b = bucket_of(word);
        *flags = spin_lock(&b->lock);
        if (__atomic_load_n(&t->wait_word, __ATOMIC_RELAXED) == word)
            return b;
        spin_unlock(&b->lock, *flags);
    }
}

/*
 * The timer's function may come late, when @t waits for something else
 * already: the deadline of that wait is then still to come.
 */
static void timed_out(struct timer *timer)
{
    struct thread *t =
        (struct thread *)((char *)timer - offsetof(struct thread, wait_timer));
    uint64_t flags, now = 0;
    struct bucket *b = lock_bucket_of(t, &flags);

    if (!b)
        return;
    if (time_monotonic_ns(&now) == 0 && now >= t->wait_deadline_ns)
        end_wait(b, t, -ETIMEDOUT);
    spin_unlock(&b->lock, flags);
}

static bool interrupted(const struct thread *t)
{
    const uint32_t *unless = t->why.unless;

    return t->why.interruptible &&
           (__atomic_load_n(&t->pending, __ATOMIC_SEQ_CST) ||
            (unless && __atomic_load_n(unless, __ATOMIC_SEQ_CST)));
}

int wait_on(const uint32_t *word, uint32_t expected, uint64_t deadline_ns,
            const struct wait_reason *why)
{
    struct thread *t = thread_current();
    struct bucket *b = bucket_of(word);
    bool timed = deadline_ns != TIMER_NEVER;

    sched_start();
    if (timed && timer_init() != 0)
        return -ENODEV;
    uint64_t flags = spin_lock(&b->lock);
    t->why = *why;
    t->wait_deadline_ns = deadline_ns;
    __atomic_store_n(&t->wait_word, word, __ATOMIC_SEQ_CST);
    int early = __atomic_load_n(word, __ATOMIC_SEQ_CST) != expected ? -EAGAIN
                : interrupted(t)                                    ? -EINTR
                                                                    : 0;
    if (early) {
        t->wait_word = NULL;
        spin_unlock(&b->lock, flags);
    } else {
        append(b, t);
        trace(TRACE_WAIT, why->what, expected, (uintptr_t)word);
        if (timed) {
            t->wait_timer.fn = timed_out;
            timer_start(&t->wait_timer, deadline_ns);
        }
        sched_block(&b->lock);
        early = t->wait_result;
        if (timed && early != -ETIMEDOUT)
            timer_stop(&t->wait_timer);
        cpu_irq_restore(flags);
    }
    thread_check_pending();
    return early;
}

/* Who waits on @word: of the highest level the one that came first. */
static struct thread *find_waiter(struct bucket *b, const uint32_t *word)
{
    struct thread *best = NULL;

    for (struct thread *t = b->head; t; t = t->wait_next)
        if (t->wait_word == word && (!best || t->link.level > best->link.level))
            best = t;
    return best;
}

static unsigned wake_all(struct bucket *b, const uint32_t *word)
{
    unsigned n = 0;

    for (struct thread *t = b->head, *next; t; t = next) {
        next = t->wait_next;
        if (t->wait_word == word) {
            end_wait(b, t, 0);
            n++;
        }
    }
    return n;
}

unsigned wait_wake(const uint32_t *word, unsigned count)
{
    struct bucket *b = bucket_of(word);
    uint64_t flags = spin_lock(&b->lock);
    struct thread *t;
    unsigned n = 0;

    if (count == WAIT_ALL)
        n = wake_all(b, word);
    else
        for (; n < count && (t = find_waiter(b, word)); n++)
            end_wait(b, t, 0);
    spin_unlock(&b->lock, flags);
    if (n)
        sched_check();
    return n;
}

void wait_interrupt(struct thread *t)
{
    uint64_t flags;
    struct bucket *b = lock_bucket_of(t, &flags);

    if (!b)
        return;
    if (t->why.interruptible)
        end_wait(b, t, -EINTR);
    spin_unlock(&b->lock, flags);
    sched_check();
}

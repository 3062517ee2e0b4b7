/*
 * test_thread.c - threads, blocking and waking, without a C library.
 *
 * Every test must hold with one CPU and with several, with a timer and
 * without.
 */
#include "kernel/thread.h"

#include "arch/x86/cpu.h"

#include "kernel/errno.h"
#include "kernel/mutex.h"
#include "kernel/percpu.h"
#include "kernel/spinlock.h"
#include "kernel/time.h"
#include "tests/check.h"
#include "tests/guest/threads.h"

#define MS 1000000ull

static const struct wait_reason test_wait = {.what = "test", .external = true};

static struct test_thread threads[8];

static void say_who(void *arg)
{
    *(struct thread **)arg = thread_current();
}

TEST(a_thread_runs_and_ends)
{
    struct thread *who = NULL;

    if (!CHECK(test_spawn(&threads[0], "worker", say_who, &who, 0)))
        return;
    test_join(&threads[0]);
    CHECK(who == &threads[0].thread);
    CHECK(threads[0].thread.state == THREAD_DEAD);
    CHECK(threads[0].thread.name[0] == 'w' && threads[0].thread.id > 1);
    CHECK(thread_current() == &main_thread);
}

static void exit_early(void *arg)
{
    *(uint32_t *)arg = 1;
    thread_exit();
    *(uint32_t *)arg = 2;
}

TEST(thread_exit_does_not_return)
{
    uint32_t seen = 0;

    if (CHECK(test_spawn(&threads[0], "", exit_early, &seen, 0)))
        test_join(&threads[0]);
    CHECK(seen == 1);
}

TEST(levels_must_suit_the_policy)
{
    struct thread t;
    struct thread_params p = {.policy = THREAD_OTHER, .level = 1};

    CHECK(thread_create(&t, &p) == -EINVAL);
    p.policy = THREAD_RR;
    p.level = 0;
    CHECK(thread_create(&t, &p) == -EINVAL);
    p.level = RUN_LEVELS;
    CHECK(thread_create(&t, &p) == -EINVAL);
    CHECK(thread_set_level(&main_thread, THREAD_OTHER, 2) == -EINVAL);
}

TEST(a_word_that_differs_is_not_waited_for)
{
    uint32_t word = 5;

    CHECK(wait_on(&word, 4, TIMER_NEVER, &test_wait) == -EAGAIN);
    CHECK(wait_wake(&word, WAIT_ALL) == 0);
}

static struct {
    uint32_t word, waiting, order[8], woken;
} gate;

static void wait_at_gate(void *arg)
{
    __atomic_add_fetch(&gate.waiting, 1, __ATOMIC_SEQ_CST);
    CHECK(wait_on(&gate.word, 0, TIMER_NEVER, &test_wait) == 0);
    gate.order[__atomic_fetch_add(&gate.woken, 1, __ATOMIC_SEQ_CST)] =
        (uint32_t)(uintptr_t)arg;
}

/* A thread that is counted may still be on its way into the wait. */
static bool all_blocked(unsigned n)
{
    bool all = gate.waiting == n;

    for (unsigned i = 0; i < n; i++)
        all = all && __atomic_load_n(&threads[i].thread.wait_word,
                                     __ATOMIC_SEQ_CST) == &gate.word;
    return all;
}

static bool fill_gate(unsigned n, const unsigned *levels)
{
    gate.word = gate.waiting = gate.woken = 0;
    for (unsigned i = 0; i < n; i++) {
        if (!CHECK(test_spawn(&threads[i], "gate", wait_at_gate,
                              (void *)(uintptr_t)i, levels[i])))
            return false;
        while (!all_blocked(i + 1))
            thread_yield();
    }
    return true;
}

TEST(who_waits_is_woken_by_level_and_arrival)
{
    static const unsigned levels[] = {0, 3, 0, 7, 3};
    static const uint32_t expected[] = {3, 1, 4, 0, 2};

    if (!fill_gate(5, levels))
        return;
    for (uint32_t i = 0; i < 5; i++) {
        CHECK(wait_wake(&gate.word, 1) == 1);
        test_wait_until(&gate.woken, i + 1);
    }
    for (unsigned i = 0; i < 5; i++) {
        CHECK(gate.order[i] == expected[i]);
        test_join(&threads[i]);
    }
}

TEST(all_are_woken_at_once)
{
    static const unsigned levels[8];

    if (!fill_gate(8, levels))
        return;
    CHECK(wait_wake(&gate.word, WAIT_ALL) == 8);
    for (unsigned i = 0; i < 8; i++)
        test_join(&threads[i]);
    CHECK(gate.woken == 8);
}

/* With several CPUs it may run on another one. */
TEST(a_higher_one_that_is_woken_under_a_lock_runs_at_once)
{
    static struct spinlock event = SPINLOCK_INIT(SPIN_EVENT);
    static const unsigned level = 3;

    if (!fill_gate(1, &level))
        return;
    uint64_t flags = spin_lock(&event);
    CHECK(wait_wake(&gate.word, 1) == 1);
    spin_unlock(&event, flags);
    /* without interrupts nobody is made to give way */
    CHECK(cpu_count() > 1 || !cpu_irq_enabled() || gate.woken == 1);
    test_wait_until(&gate.woken, 1);
    test_join(&threads[0]);
}

static void wait_interruptibly(void *arg)
{
    struct wait_reason why = {
        .what = "test", .interruptible = true, .external = true};

    __atomic_store_n(&gate.waiting, 1, __ATOMIC_SEQ_CST);
    *(int *)arg = wait_on(&gate.word, 0, TIMER_NEVER, &why);
}

static void interrupt_first(bool blocked)
{
    int result = 1;

    gate.word = gate.waiting = 0;
    if (!CHECK(test_spawn(&threads[0], "", wait_interruptibly, &result, 0)))
        return;
    while (blocked && !all_blocked(1))
        thread_yield();
    thread_interrupt(&threads[0].thread);
    test_join(&threads[0]);
    CHECK(result == -EINTR);
}

TEST(a_wait_is_interrupted)
{
    interrupt_first(true);
}

static struct mutex lock;
static uint64_t counter;

static void count_locked(void *arg)
{
    (void)arg;
    for (unsigned i = 0; i < 2000; i++) {
        mutex_lock(&lock);
        uint64_t seen = counter;
        mutex_lock(&lock);
        if (i % 16 == 0)
            thread_yield();
        counter = seen + 1;
        mutex_unlock(&lock);
        mutex_unlock(&lock);
    }
}

TEST(a_mutex_keeps_others_out)
{
    counter = 0;
    for (unsigned i = 0; i < 4; i++)
        if (!CHECK(test_spawn(&threads[i], "", count_locked, NULL, 0)))
            return;
    for (unsigned i = 0; i < 4; i++)
        test_join(&threads[i]);
    CHECK(counter == 4 * 2000 && !mutex_held(&lock));
    CHECK(lock.word == 0 && main_thread.deferred == 0);
}

static void hold_lock(void *arg)
{
    mutex_lock(&lock);
    __atomic_store_n((uint32_t *)arg, 1, __ATOMIC_SEQ_CST);
    test_wait_until((uint32_t *)arg, 2);
    mutex_unlock(&lock);
}

TEST(mutex_try_does_not_wait)
{
    uint32_t step = 0;

    if (!CHECK(test_spawn(&threads[0], "", hold_lock, &step, 0)))
        return;
    test_wait_until(&step, 1);
    CHECK(!mutex_try(&lock) && main_thread.deferred == 0);
    __atomic_store_n(&step, 2, __ATOMIC_SEQ_CST);
    test_join(&threads[0]);
    CHECK(mutex_try(&lock) && mutex_try(&lock));
    mutex_unlock(&lock);
    mutex_unlock(&lock);
}

static void ping(void *arg)
{
    uint32_t *ball = arg;

    for (uint32_t i = 0; i < 3000; i++) {
        while (__atomic_load_n(ball, __ATOMIC_ACQUIRE) != 1)
            wait_on(ball, 0, TIMER_NEVER, &test_wait);
        __atomic_store_n(ball, 0, __ATOMIC_RELEASE);
        wait_wake(ball, 1);
    }
}

TEST(no_wake_up_is_lost)
{
    uint32_t ball = 0;

    if (!CHECK(test_spawn(&threads[0], "ping", ping, &ball, 0)))
        return;
    for (uint32_t i = 0; i < 3000; i++) {
        __atomic_store_n(&ball, 1, __ATOMIC_RELEASE);
        wait_wake(&ball, 1);
        while (__atomic_load_n(&ball, __ATOMIC_ACQUIRE) != 0)
            wait_on(&ball, 1, TIMER_NEVER, &test_wait);
    }
    test_join(&threads[0]);
}

TEST(many_threads_come_and_go)
{
    struct thread *who[8];

    for (unsigned round = 0; round < 200; round++) {
        for (unsigned i = 0; i < 8; i++)
            if (!CHECK(test_spawn(&threads[i], "", say_who, &who[i], 0)))
                return;
        for (unsigned i = 0; i < 8; i++) {
            test_join(&threads[i]);
            CHECK(who[i] == &threads[i].thread);
        }
    }
}

static bool count_thread(struct thread *t, void *arg)
{
    (void)t;
    ++*(unsigned *)arg;
    return true;
}

TEST(the_list_has_every_thread)
{
    static const unsigned levels[3];
    unsigned before = 0, with = 0, after = 0;

    thread_for_each(count_thread, &before, false);
    if (!fill_gate(3, levels))
        return;
    thread_for_each(count_thread, &with, false);
    wait_wake(&gate.word, WAIT_ALL);
    for (unsigned i = 0; i < 3; i++)
        test_join(&threads[i]);
    thread_for_each(count_thread, &after, false);
    CHECK(with == before + 3 && after == before);
}

TEST(a_timed_wait_ends)
{
    uint32_t word = 0;
    uint64_t start, end;

    if (timer_init() != 0) {
        CHECK(wait_on(&word, 0, 1, &test_wait) == -ENODEV);
        return;
    }
    CHECK(time_monotonic_ns(&start) == 0);
    CHECK(wait_on(&word, 0, start + 2 * MS, &test_wait) == -ETIMEDOUT);
    CHECK(time_monotonic_ns(&end) == 0 && end >= start + 2 * MS);
    CHECK(wait_on(&word, 0, start, &test_wait) == -ETIMEDOUT);
}

static void spin_until(void *arg)
{
    while (!__atomic_load_n((uint32_t *)arg, __ATOMIC_ACQUIRE))
        continue;
}

static void set(void *arg)
{
    __atomic_store_n((uint32_t *)arg, 1, __ATOMIC_RELEASE);
}

/* On one CPU the first would spin for ever if nobody took the CPU from it. */
TEST(a_busy_thread_is_preempted)
{
    uint32_t go = 0;

    if (timer_init() != 0)
        return;
    if (!CHECK(test_spawn(&threads[0], "busy", spin_until, &go, 0)) ||
        !CHECK(test_spawn(&threads[1], "", set, &go, 0)))
        return;
    test_join(&threads[0]);
    test_join(&threads[1]);
}

static struct {
    uint64_t deadline;
    uint32_t word, awake;
} dawn;

static void wake_and_meet(void *arg)
{
    (void)arg;
    CHECK(wait_on(&dawn.word, 0, dawn.deadline, &test_wait) == -ETIMEDOUT);
    __atomic_add_fetch(&dawn.awake, 1, __ATOMIC_SEQ_CST);
    while (__atomic_load_n(&dawn.awake, __ATOMIC_SEQ_CST) < 2)
        continue;
}

/* Two that one interrupt makes ready while the CPU is idle. */
TEST(threads_that_wake_together_take_turns)
{
    if (timer_init() != 0)
        return;
    for (unsigned round = 0; round < 5; round++) {
        dawn.awake = 0;
        CHECK(time_monotonic_ns(&dawn.deadline) == 0);
        dawn.deadline += 20 * MS;
        if (!CHECK(test_spawn(&threads[0], "", wake_and_meet, NULL, 0)) ||
            !CHECK(test_spawn(&threads[1], "", wake_and_meet, NULL, 0)))
            return;
        test_join(&threads[0]);
        test_join(&threads[1]);
    }
}

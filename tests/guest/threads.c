/*
 * threads.c - threads for the kernel's own tests.
 */
#include "tests/guest/threads.h"

#include "arch/x86/cpu.h"
#include "kernel/base.h"
#include "kernel/image.h"
#include "kernel/page_alloc.h"

#define STACK_PAGES 4

static void on_dead(struct thread *thread)
{
    struct test_thread *t = (struct test_thread *)thread;

    __atomic_store_n(&t->dead, 1, __ATOMIC_RELEASE);
    wait_wake(&t->dead, WAIT_ALL);
}

bool test_spawn(struct test_thread *t, const char *name, void (*fn)(void *),
                void *arg, unsigned level)
{
    struct thread_params p = {
        .name = name,
        .entry = fn,
        .arg = arg,
        .pointer = boot_tcb,
        .policy = level ? THREAD_FIFO : THREAD_OTHER,
        .level = level,
        .on_dead = on_dead,
    };

    if (page_alloc(STACK_PAGES, 1, PAGE_LOW_FIRST, PAGE_ANY_ADDRESS,
                   &t->stack_paddr) ||
        !page_ptr(t->stack_paddr, STACK_PAGES))
        return false;
    t->dead = 0;
    p.stack_start = p.stack_guard = t->stack_paddr;
    p.stack_top = p.stack_start + STACK_PAGES * PAGE_SIZE;
    return thread_create(&t->thread, &p) == 0;
}

void test_join(struct test_thread *t)
{
    static const struct wait_reason why = {.what = "join"};

    while (!__atomic_load_n(&t->dead, __ATOMIC_ACQUIRE))
        wait_on(&t->dead, 0, TIMER_NEVER, &why);
    page_free(t->stack_paddr, STACK_PAGES);
}

void test_wait_until(const uint32_t *word, uint32_t value)
{
    while (__atomic_load_n(word, __ATOMIC_ACQUIRE) != value) {
        thread_yield();
        cpu_pause();
    }
}

/*
 * threads.h - threads for the kernel's own tests.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "kernel/thread.h"

struct test_thread {
    struct thread thread;
    uint64_t stack_paddr;
    uint32_t dead; /* set, and waited for, when it is off its stack */
};

/* test_spawn - a thread of @level (0: THREAD_OTHER, else THREAD_FIFO). */
bool test_spawn(struct test_thread *t, const char *name, void (*fn)(void *),
                void *arg, unsigned level);

/* test_join - wait until it is dead, and free its stack. */
void test_join(struct test_thread *t);

/* test_wait_until - let others run until @*word is @value. */
void test_wait_until(const uint32_t *word, uint32_t value);

/*
 * thread_list.h - between thread.c, thread_create.c, sched.c and deadlock.c.
 */
#pragma once

#include <stdbool.h>

#include "kernel/thread.h"

/* thread_list_add - @t exists from now on, for thread_for_each(). */
void thread_list_add(struct thread *t);

/* thread_bury - @t has switched away for good: tell its owner. */
void thread_bury(struct thread *t);

/* thread_exiting - threads that are not in the list any more and whose end may
 * still wake others. */
unsigned thread_exiting(void);

/* thread_level_suits - whether threads of @policy may have @level. */
static inline bool thread_level_suits(enum thread_policy policy, unsigned level)
{
    return policy == THREAD_OTHER ? level == 0
                                  : level >= 1 && level < RUN_LEVELS;
}

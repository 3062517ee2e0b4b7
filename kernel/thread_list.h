/*
 * thread_list.h - between thread.c and thread_create.c.
 */
#pragma once

#include <stdbool.h>

#include "kernel/thread.h"

/* thread_list_add - @t exists from now on, for thread_for_each(). */
void thread_list_add(struct thread *t);

/* thread_level_suits - whether threads of @policy may have @level. */
static inline bool thread_level_suits(enum thread_policy policy, unsigned level)
{
    return policy == THREAD_OTHER ? level == 0
                                  : level >= 1 && level < RUN_LEVELS;
}

/*
 * run_queue.h - ready threads by level; the next one in constant time.
 *
 * A bitmap says which levels have threads; each level is a list in the order
 * of arrival. Pure: no lock, no CPU; unit-tested on the host.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/*
 * Level 0 is SCHED_OTHER; 1..32 are the priorities of SCHED_FIFO and SCHED_RR,
 * as many as POSIX asks for [POSIX "Scheduling Policies"].
 */
#define RUN_LEVELS 33

struct run_link {
    struct run_link *next, *prev;
    uint32_t level;
};

struct run_queue {
    uint64_t ready; /* bit L: list[L] is not empty */
    struct run_link *head[RUN_LEVELS];
    unsigned count;
};

/* run_queue_push - @link becomes the last (or @first) of its own level. */
void run_queue_push(struct run_queue *q, struct run_link *link, bool first);

/* run_queue_remove - take @link, which is in @q, out. */
void run_queue_remove(struct run_queue *q, struct run_link *link);

/* run_queue_first - the first of the highest level, or NULL. */
struct run_link *run_queue_first(const struct run_queue *q);

/* run_queue_level - the highest level that has a thread, or -1. */
int run_queue_level(const struct run_queue *q);

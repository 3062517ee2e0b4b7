/*
 * interval.h - a timer that may repeat: for alarm(), setitimer() and
 * timer_create().
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "kernel/spinlock.h"
#include "kernel/timer.h"

/*
 * struct interval - all zero but for these at the start:
 *
 * @expired  called in interrupt context; @times: how many periods are over
 * @lock     SPINLOCK_INIT(SPIN_EVENT)
 */
struct interval {
    struct timer timer;
    void (*expired)(struct interval *i, uint64_t times);
    struct spinlock lock;
    bool armed;
    uint64_t next_ns, period_ns;
};

/*
 * libc_interval_set - expire at @next_ns by the monotonic clock, 0: never,
 * then every @period_ns, 0: not again.
 *
 * What was set before is over when it returns. 0, or -ENODEV: no timer. Calls
 * of this for one interval must not overlap. Thread context.
 */
int libc_interval_set(struct interval *i, uint64_t next_ns, uint64_t period_ns);

/* libc_interval_get - what is left until it expires, 0: it will not; and the
 * period. */
void libc_interval_get(struct interval *i, uint64_t *left_ns,
                       uint64_t *period_ns);

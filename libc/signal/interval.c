/*
 * interval.c - see interval.h.
 *
 * A period that was missed is not made up for: it is counted.
 */
#include "libc/signal/interval.h"

#include <errno.h>

#include "kernel/base.h"
#include "kernel/time.h"

/* How often it has expired by now; what comes next is noted. */
static uint64_t count_expired(struct interval *i)
{
    uint64_t now = time_now_ns(), times = 0;

    spin_acquire(&i->lock);
    if (i->armed && i->period_ns && now >= i->next_ns) {
        times = 1 + (now - i->next_ns) / i->period_ns;
        i->next_ns += times * i->period_ns;
    } else if (i->armed) {
        times = 1;
        i->armed = false;
    }
    spin_release(&i->lock);
    return times;
}

/* The timer starts again last: one that is found in the queue is stopped
 * without waiting for its function. */
static void on_timer(struct timer *timer)
{
    struct interval *i = (struct interval *)timer; /* its first member */
    uint64_t times = count_expired(i);

    if (times)
        i->expired(i, times);
    spin_acquire(&i->lock);
    if (i->armed)
        timer_start(timer, i->next_ns);
    spin_release(&i->lock);
}

static void disarm(struct interval *i)
{
    uint64_t flags = spin_lock(&i->lock);

    i->armed = false;
    spin_unlock(&i->lock, flags);
    timer_stop(&i->timer);
}

int libc_interval_set(struct interval *i, uint64_t next_ns, uint64_t period_ns)
{
    uint64_t flags;

    if (timer_init())
        return -ENODEV;
    disarm(i);
    if (!next_ns)
        return 0;
    flags = spin_lock(&i->lock);
    i->timer.fn = on_timer;
    i->next_ns = next_ns;
    i->period_ns = period_ns;
    i->armed = true;
    timer_start(&i->timer, next_ns);
    spin_unlock(&i->lock, flags);
    return 0;
}

void libc_interval_get(struct interval *i, uint64_t *left_ns,
                       uint64_t *period_ns)
{
    uint64_t flags = spin_lock(&i->lock), now = 0;

    *left_ns = 0;
    if (i->armed && time_monotonic_ns(&now) == 0)
        *left_ns = i->next_ns > now ? i->next_ns - now : 1;
    *period_ns = i->armed ? i->period_ns : 0;
    spin_unlock(&i->lock, flags);
}

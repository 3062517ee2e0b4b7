/*
 * timerfd.c - timers behind descriptors.
 *
 * How often one has expired follows from the clock, so its interrupt only
 * says that it has, and comes once until somebody reads, however short the
 * interval [Linux timerfd_create(2)].
 */
#define _GNU_SOURCE /* for the names of all clocks */
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/timerfd.h>

#include "kernel/timer.h"
#include "kernel/wait.h"
#include "libc/anon_file.h"
#include "libc/clock.h"
#include "libc/held.h"
#include "libc/poll.h"

#define READABLE (POLLIN | POLLRDNORM)

struct timer_file {
    struct file file;
    struct timer timer; /* started while armed and not expired */
    struct mutex lock;
    clockid_t clock;
    uint64_t at_ns;       /* when it expires next or did first; 0: not armed */
    uint64_t interval_ns; /* 0: once */
    uint32_t changes;     /* for who waits */
};

static void tell(struct timer_file *t)
{
    __atomic_fetch_add(&t->changes, 1, __ATOMIC_SEQ_CST);
    wait_wake(&t->changes, WAIT_ALL);
    libc_file_gained(&t->file, READABLE);
}

static void expired(struct timer *timer)
{
    tell((struct timer_file *)((char *)timer -
                               offsetof(struct timer_file, timer)));
}

/* Those that were not read, at @now. */
static uint64_t expirations(const struct timer_file *t, uint64_t now)
{
    if (t->at_ns == 0 || now < t->at_ns)
        return 0;
    return 1 + (t->interval_ns ? (now - t->at_ns) / t->interval_ns : 0);
}

static void arm(struct timer_file *t, uint64_t at_ns)
{
    timer_stop(&t->timer);
    t->at_ns = at_ns;
    if (at_ns != 0 && at_ns != TIMER_NEVER)
        timer_start(&t->timer, at_ns);
}

/* Until it expires, now that it had not when @seen was read. */
static int block(struct timer_file *t, uint32_t seen)
{
    int err;

    if (t->file.flags & O_NONBLOCK)
        return -EAGAIN;
    mutex_unlock(&t->lock);
    err = libc_file_wait(&t->changes, seen, "timerfd");
    mutex_lock(&t->lock);
    return err;
}

/* When it expires next, now that @count were read. */
static uint64_t next(const struct timer_file *t, uint64_t count)
{
    uint64_t at;

    if (t->interval_ns == 0)
        return 0;
    return __builtin_add_overflow(t->at_ns, count * t->interval_ns, &at)
               ? TIMER_NEVER
               : at;
}

static ssize_t read_timer(struct file *f, void *buf, size_t n)
{
    struct timer_file *t = (struct timer_file *)f;
    uint64_t count;
    uint32_t seen;
    int err = 0;

    if (n < sizeof(count))
        return -EINVAL;
    LIBC_HELD(&t->lock);
    for (;;) {
        seen = __atomic_load_n(&t->changes, __ATOMIC_SEQ_CST);
        count = expirations(t, time_now_ns());
        if (count || err)
            break;
        err = block(t, seen);
    }
    if (!count)
        return err;
    arm(t, next(t, count));
    memcpy(buf, &count, sizeof(count));
    return sizeof(count);
}

static int poll_timer(struct file *f)
{
    struct timer_file *t = (struct timer_file *)f;

    LIBC_HELD(&t->lock);
    return expirations(t, time_now_ns()) ? READABLE : 0;
}

static void close_timer(struct file *f)
{
    struct timer_file *t = (struct timer_file *)f;

    timer_stop(&t->timer);
    free(t);
}

static const struct file_ops timer_ops = {
    .read = read_timer,
    .fstat = libc_anon_stat,
    .poll = poll_timer,
    .tells = true,
    .close = close_timer,
};

static int create(clockid_t clock, int flags)
{
    struct timer_file *t;

    if (clock != CLOCK_REALTIME && clock != CLOCK_MONOTONIC &&
        clock != CLOCK_BOOTTIME)
        return -EINVAL;
    if (flags & ~(TFD_NONBLOCK | TFD_CLOEXEC))
        return -EINVAL;
    if (timer_init() != 0)
        return -ENODEV; /* this machine has none */
    t = calloc(1, sizeof(*t));
    if (!t)
        return -ENOMEM;
    t->timer.fn = expired;
    t->clock = clock;
    return libc_anon_fd(&t->file, &timer_ops, flags);
}

int timerfd_create(clockid_t clock, int flags)
{
    return (int)libc_result(create(clock, flags));
}

/* @value is what remains until it expires next. */
static struct itimerspec remaining(const struct timer_file *t, uint64_t now)
{
    uint64_t left = t->at_ns > now ? t->at_ns - now : 0;

    if (t->at_ns && !left && t->interval_ns)
        left = t->interval_ns - (now - t->at_ns) % t->interval_ns;
    return (struct itimerspec){libc_ns_timespec(t->interval_ns),
                               libc_ns_timespec(left)};
}

static int set_time(struct file *f, int flags, const struct itimerspec *value,
                    struct itimerspec *old)
{
    struct timer_file *t = (struct timer_file *)f;
    uint64_t ns, interval, at = 0;
    int err = 0;

    if (!f)
        return -EBADF;
    if (f->ops != &timer_ops ||
        flags & ~(TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET) || !value ||
        !libc_timespec_ns(&value->it_value, &ns) ||
        !libc_timespec_ns(&value->it_interval, &interval))
        return -EINVAL;
    LIBC_HELD(&t->lock);
    if (ns)
        err = libc_clock_deadline(t->clock, flags & TFD_TIMER_ABSTIME, ns, &at);
    if (err)
        return err;
    if (old)
        *old = remaining(t, time_now_ns());
    t->interval_ns = interval;
    arm(t, at);
    return 0;
}

static int get_time(struct file *f, struct itimerspec *value)
{
    struct timer_file *t = (struct timer_file *)f;

    if (!f)
        return -EBADF;
    if (f->ops != &timer_ops)
        return -EINVAL;
    if (!value)
        return -EFAULT;
    LIBC_HELD(&t->lock);
    *value = remaining(t, time_now_ns());
    return 0;
}

int timerfd_settime(int fd, int flags, const struct itimerspec *value,
                    struct itimerspec *old)
{
    LIBC_FILE(f, fd);

    return (int)libc_result(set_time(f, flags, value, old));
}

int timerfd_gettime(int fd, struct itimerspec *value)
{
    LIBC_FILE(f, fd);

    return (int)libc_result(get_time(f, value));
}

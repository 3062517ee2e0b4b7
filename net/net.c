/*
 * net.c - the network's lock, its work and its waiters.
 *
 * The first thread that waits is the driver: it arms the cards and blocks on
 * its own word, which a card's event counts up. When it has what it waited
 * for, it leaves without arming: on the way back it will look again, and if it
 * does not come back within BACKSTOP_NS, a timer wakes the thread "net", which
 * drives until somebody waits again. So a busy server takes no interrupts.
 */
#include "net/net.h"

#include <errno.h>
#include <stddef.h>

#include "kernel/base.h"
#include "kernel/mutex.h"
#include "kernel/spinlock.h"
#include "kernel/time.h"
#include "kernel/timer.h"
#include "kernel/wait.h"
#include "lwip/init.h"
#include "lwip/netif.h"
#include "lwip/sys.h"
#include "lwip/timeouts.h"
#include "net/config.h"
#include "net/eth.h"
#include "net/memory.h"
#include "net/net_thread.h"
#include "net/tcp_limit.h"

#define NS_PER_MS   1000000u
#define BACKSTOP_NS NS_PER_MS

static struct mutex lock = MUTEX_INIT;
static bool started;
static uint32_t *frame_word; /* net_watch_frames() */

/* Who blocks for the cards: its word, NULL if none; and that of "net". */
static struct spinlock driver_lock = SPINLOCK_INIT(SPIN_EVENT);
static uint32_t *driver;
static struct timer backstop;
static bool backstop_runs, has_timer;

uint32_t net_thread_word;

/* --- lwIP's clock --- */

uint32_t sys_now(void)
{
    uint64_t now = 0;

    (void)time_monotonic_ns(&now);
    return (uint32_t)(now / NS_PER_MS);
}

_Noreturn void net_assert_failed(const char *what, const char *file, int line);
void net_assert_failed(const char *what, const char *file, int line)
{
    panic("lwIP: %s at %s:%d", what, file, line);
}

/* --- the lock and the work --- */

static void wake(uint32_t *word)
{
    __atomic_fetch_add(word, 1, __ATOMIC_SEQ_CST);
    wait_wake(word, WAIT_ALL);
}

void net_lock(void)
{
    mutex_lock(&lock);
}

void net_unlock(void)
{
    netif_poll_all(); /* what was sent to ourselves */
    eth_flush();
    mutex_unlock(&lock);
}

void net_unlock_unchanged(void)
{
    mutex_unlock(&lock);
}

void net_watch_frames(uint32_t *word)
{
    frame_word = word;
}

void net_work(void)
{
    if (eth_poll() && frame_word)
        wake(frame_word);
    netif_poll_all();
    sys_check_timeouts();
    net_tcp_limit();
}

/* When lwIP's next timer is due. */
static uint64_t next_timer_ns(void)
{
    uint32_t ms = sys_timeouts_sleeptime();
    uint64_t now = 0;

    if (ms == SYS_TIMEOUTS_SLEEPTIME_INFINITE || time_monotonic_ns(&now))
        return TIMER_NEVER;
    return now + (uint64_t)ms * NS_PER_MS;
}

static void work_unlocked(void)
{
    net_lock();
    net_work();
    net_unlock();
}

/* --- events --- */

/* The lock also keeps the driver's word, on its stack, alive. */
void net_event(void)
{
    uint64_t flags = spin_lock(&driver_lock);

    wake(driver ? driver : &net_thread_word);
    spin_unlock(&driver_lock, flags);
}

static void backstop_fires(struct timer *timer)
{
    uint64_t flags = spin_lock(&driver_lock);

    (void)timer;
    backstop_runs = false;
    if (!driver)
        wake(&net_thread_word);
    spin_unlock(&driver_lock, flags);
}

/* The thread "net" makes room for anybody else. */
static bool become_driver(uint32_t *word)
{
    uint64_t flags = spin_lock(&driver_lock);
    bool free = !driver || driver == &net_thread_word;

    if (free)
        driver = word;
    spin_unlock(&driver_lock, flags);
    return free;
}

static void leave_driver(const uint32_t *word)
{
    uint64_t now = 0, flags = spin_lock(&driver_lock);
    bool start = driver == word && !backstop_runs;

    if (driver == word)
        driver = NULL;
    if (start && has_timer && time_monotonic_ns(&now) == 0) {
        backstop_runs = true;
        timer_start(&backstop, now + BACKSTOP_NS);
    } else if (start) {
        wake(&net_thread_word); /* without a timer at once */
    }
    spin_unlock(&driver_lock, flags);
}

bool net_driven(void)
{
    return __atomic_load_n(&driver, __ATOMIC_SEQ_CST) != NULL;
}

/* One round of the driver: returns 1 to go on, else the result. */
static int drive(const uint32_t *word, uint32_t seen, uint64_t deadline_ns,
                 const struct wait_reason *why)
{
    uint64_t next;
    bool armed;
    int err;

    net_lock();
    net_work();
    armed = eth_arm();
    next = has_timer ? next_timer_ns() : TIMER_NEVER;
    net_unlock();
    if (__atomic_load_n(word, __ATOMIC_SEQ_CST) != seen)
        return 0;
    if (!armed)
        return 1;
    err = wait_on(word, seen, MIN(deadline_ns, next), why);
    if (err == 0 || err == -EAGAIN)
        work_unlocked();
    return err == -ETIMEDOUT && next < deadline_ns ? 1 : err;
}

int net_drive(uint32_t *word, uint32_t seen, uint64_t deadline_ns,
              const struct wait_reason *why)
{
    int err;

    if (!become_driver(word))
        return wait_on(word, seen, deadline_ns, why);
    while ((err = drive(word, seen, deadline_ns, why)) == 1)
        ;
    leave_driver(word);
    return err;
}

int net_wait(uint32_t *word, uint32_t seen, uint64_t deadline_ns,
             const struct wait_reason *why)
{
    work_unlocked();
    if (__atomic_load_n(word, __ATOMIC_SEQ_CST) != seen)
        return 0;
    return net_drive(word, seen, deadline_ns, why);
}

static int start(void)
{
    started = true;
    backstop.fn = backstop_fires;
    has_timer = timer_init() == 0;
    net_memory_init();
    lwip_init();
    eth_start();
    config_start();
    return net_thread_start();
}

int net_start(void)
{
    int err = 0;

    net_lock();
    bool first = !started;
    if (first)
        err = start();
    net_unlock();
    if (first && err == 0)
        config_wait();
    return err;
}

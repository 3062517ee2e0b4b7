/*
 * time.c - nanoseconds from the hypervisor's clock or the time-stamp counter.
 *
 * Both are the TSC, read by the program itself: the hypervisor says how to
 * scale it and corrects that as time goes by.
 */
#include "kernel/time.h"

#include "arch/x86/cpu.h"
#include "arch/x86/pvclock.h"
#include "arch/x86/rtc.h"
#include "arch/x86/tsc.h"
#include "kernel/base.h"
#include "kernel/boot.h"
#include "kernel/errno.h"
#include "kernel/image.h"

/* Set once by time_init(); factors are times 2^32. */
static struct {
    const char *name; /* NULL: not yet, or there is none */
    uint64_t ns_per_tick, ticks_per_ns;
    bool paravirtual;
    uint64_t entry_pv_ns; /* what the hypervisor's clock showed at the entry */
} source;

static bool unstable;
static uint64_t latest; /* shown to anybody, once unstable */

/* The real time at the entry; 0 before the first call. */
static uint64_t epoch_ns;

static uint64_t scale(uint64_t value, uint64_t factor)
{
    unsigned __int128 v = (unsigned __int128)value * factor >> 32;

    return v > UINT64_MAX ? UINT64_MAX : (uint64_t)v;
}

uint64_t time_tsc_to_ns(uint64_t ticks)
{
    return scale(ticks, source.ns_per_tick);
}

uint64_t time_ns_to_tsc(uint64_t ns)
{
    return scale(ns, source.ticks_per_ns);
}

const char *time_clock_name(void)
{
    return source.name ? source.name : "none";
}

static int choose(void)
{
    const char *pv = pvclock_init();
    uint64_t hz = tsc_frequency();

    if (hz == 0)
        return -ENODEV;
    source.ns_per_tick = (NS_PER_S << 32) / hz;
    source.ticks_per_ns =
        (hz / NS_PER_S << 32) + (hz % NS_PER_S << 32) / NS_PER_S;
    if (pv) {
        source.entry_pv_ns =
            pvclock_now_ns() - time_tsc_to_ns(cpu_rdtsc() - entry_tsc);
        source.paravirtual = true;
    }
    source.name = pv ? pv : "TSC";
    log_debug("clock: %s", source.name);
    return 0;
}

int time_init(void)
{
    static bool known;
    static int error;

    if (!known)
        error = choose();
    known = true;
    return error;
}

void time_set_unstable(void)
{
    __atomic_store_n(&unstable, true, __ATOMIC_RELAXED);
}

static uint64_t not_before(uint64_t ns)
{
    uint64_t seen = __atomic_load_n(&latest, __ATOMIC_RELAXED);

    while (seen < ns) {
        if (__atomic_compare_exchange_n(&latest, &seen, ns, true,
                                        __ATOMIC_RELAXED, __ATOMIC_RELAXED))
            return ns;
    }
    return seen;
}

uint64_t time_now_ns(void)
{
    uint64_t ns;

    if (source.paravirtual)
        return pvclock_now_ns() - source.entry_pv_ns;
    ns = time_tsc_to_ns(cpu_rdtsc_ordered() - entry_tsc);
    return __atomic_load_n(&unstable, __ATOMIC_RELAXED) ? not_before(ns) : ns;
}

int time_monotonic_ns(uint64_t *ns)
{
    int error = time_init();

    if (!error)
        *ns = time_now_ns();
    return error;
}

/* The number in @text, if it is one and its nanoseconds fit. */
static bool parse_seconds(const char *text, uint64_t *seconds)
{
    uint64_t v = 0;

    if (!text || !*text)
        return false;
    for (; *text >= '0' && *text <= '9' && v < UINT64_MAX / NS_PER_S / 16;
         text++)
        v = v * 10 + (uint64_t)(*text - '0');
    if (*text != '\0')
        return false;
    *seconds = v;
    return true;
}

/* pith.epoch= is the time at the entry, near enough; the RTC's is now. */
static int find_epoch(uint64_t *epoch)
{
    uint64_t now, seconds, wall;
    int error;

    if (parse_seconds(boot_option("epoch"), &seconds)) {
        *epoch = seconds * NS_PER_S;
        return 0;
    }
    error = time_monotonic_ns(&now);
    if (error)
        return error;
    wall = source.paravirtual ? pvclock_wall_ns() : 0;
    if (wall) {
        *epoch = wall + source.entry_pv_ns;
        return 0;
    }
    error = rtc_read(&seconds);
    if (!error)
        *epoch = seconds * NS_PER_S - now;
    return error;
}

/* Two threads may both look; who is first is believed by both. */
int time_realtime_ns(uint64_t *ns)
{
    uint64_t now, epoch = __atomic_load_n(&epoch_ns, __ATOMIC_RELAXED);
    uint64_t none = 0;
    int error;

    if (epoch == 0) {
        error = find_epoch(&epoch);
        if (error)
            return error;
        if (!__atomic_compare_exchange_n(&epoch_ns, &none, epoch, false,
                                         __ATOMIC_RELAXED, __ATOMIC_RELAXED))
            epoch = none;
    }
    error = time_monotonic_ns(&now);
    if (!error)
        *ns = epoch + now;
    return error;
}

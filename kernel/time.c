/*
 * time.c - nanoseconds from the time-stamp counter and the RTC.
 *
 * There is one CPU and no interrupt yet: a sleep is a busy wait.
 */
#include "kernel/time.h"

#include "arch/x86/cpu.h"
#include "arch/x86/rtc.h"
#include "arch/x86/tsc.h"
#include "kernel/base.h"
#include "kernel/boot.h"
#include "kernel/errno.h"
#include "kernel/image.h"

/* ns = (tsc - entry_tsc) * ns_per_tick / 2^32; 0 before the first call. */
static uint64_t ns_per_tick;

/* The real time at the entry; 0 before the first call. */
static uint64_t epoch_ns;

static int start_clock(void)
{
    uint64_t hz = tsc_frequency();

    if (hz == 0)
        return -ENODEV;
    ns_per_tick = (NS_PER_S << 32) / hz;
    return 0;
}

int time_monotonic_ns(uint64_t *ns)
{
    if (ns_per_tick == 0) {
        int error = start_clock();
        if (error)
            return error;
    }
    unsigned __int128 scaled =
        (unsigned __int128)(cpu_rdtsc() - entry_tsc) * ns_per_tick;
    *ns = (uint64_t)(scaled >> 32);
    return 0;
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
static int find_epoch(void)
{
    uint64_t now, seconds;
    int error;

    if (parse_seconds(boot_option("epoch"), &seconds)) {
        epoch_ns = seconds * NS_PER_S;
        return 0;
    }
    error = time_monotonic_ns(&now);
    if (!error)
        error = rtc_read(&seconds);
    if (!error)
        epoch_ns = seconds * NS_PER_S - now;
    return error;
}

int time_realtime_ns(uint64_t *ns)
{
    uint64_t now;
    int error = epoch_ns ? 0 : find_epoch();

    if (!error)
        error = time_monotonic_ns(&now);
    if (error)
        return error;
    *ns = epoch_ns + now;
    return 0;
}

int time_sleep_ns(uint64_t ns)
{
    uint64_t start = 0, now;
    int error = time_monotonic_ns(&start);

    for (now = start; !error && now - start < ns;) {
        cpu_pause();
        error = time_monotonic_ns(&now);
    }
    return error;
}

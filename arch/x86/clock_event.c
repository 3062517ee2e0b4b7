/*
 * clock_event.c - see clock_event.h. [SDM 3 "APIC Timer"]
 */
#include "arch/x86/clock_event.h"

#include "arch/x86/apic.h"
#include "arch/x86/cpu.h"
#include "arch/x86/tsc.h"
#include "arch/x86/vectors.h"
#include "kernel/base.h"
#include "kernel/errno.h"
#include "kernel/time.h"

#define CPUID_1_TSC_DEADLINE (1u << 24) /* ECX */
#define MSR_TSC_DEADLINE     0x6e0

#define DIVIDE_BY_16         3
#define DIVISOR              16
#define COUNT_MAX            UINT32_MAX

#define MEASURE_NS           250000
#define MEASURE_ROUNDS       8 /* to read two clocks at one moment */

/* From here on a small error of the frequency would be a long delay: the
 * interrupt is asked for a part earlier, and then again for the rest. */
#define TRUSTED_NS 4000000
#define EARLY_PART 32

static bool deadline;
static uint64_t ticks_per_ns; /* of the divided counter, times 2^32 */

const char *clock_event_name(void)
{
    return deadline ? "TSC deadline" : "local APIC timer";
}

/* The counter at one moment of the TSC: the quickest of some attempts. */
static uint32_t sample(uint64_t *tsc)
{
    uint64_t best = UINT64_MAX;
    uint32_t count = 0;

    for (int i = 0; i < MEASURE_ROUNDS; i++) {
        uint64_t before = cpu_rdtsc();
        uint32_t c = apic_read(APIC_TIMER_CURRENT);
        uint64_t took = cpu_rdtsc() - before;
        if (took < best) {
            best = took;
            count = c;
            *tsc = before + took / 2;
        }
    }
    return count;
}

/* It counts down from the top, its vector masked. */
static uint64_t measure(void)
{
    uint64_t from, to = 0, passed;
    uint32_t first, last;

    apic_write(APIC_TIMER_INITIAL, COUNT_MAX);
    first = sample(&from);
    while (time_tsc_to_ns(cpu_rdtsc() - from) < MEASURE_NS)
        cpu_pause();
    last = sample(&to);
    apic_write(APIC_TIMER_INITIAL, 0);
    passed = time_tsc_to_ns(to - from);
    return passed ? (uint64_t)(first - last) * NS_PER_S / passed : 0;
}

/* Interrupts are off while two clocks are compared. */
static int init_counter(void)
{
    uint64_t hz = tsc_apic_frequency() / DIVISOR, flags;

    apic_write(APIC_TIMER_DIVIDE, DIVIDE_BY_16);
    if (hz == 0) {
        flags = cpu_irq_save();
        hz = measure();
        cpu_irq_restore(flags);
    }
    log_debug("%s: %lu kHz", clock_event_name(), hz / 1000);
    if (hz < 1000)
        return -ENODEV;
    ticks_per_ns = (hz << 32) / NS_PER_S;
    return 0;
}

int clock_event_init(void)
{
    deadline = cpu_cpuid(1, 0).ecx & CPUID_1_TSC_DEADLINE;
    return deadline ? 0 : init_counter();
}

/* A write to the vector in memory must be done before the MSR's
 * [SDM 3 "TSC-Deadline Mode"]. */
void clock_event_init_cpu(void)
{
    apic_write(APIC_TIMER_DIVIDE, DIVIDE_BY_16);
    apic_write(APIC_LVT_TIMER,
               IRQ_VECTOR_TIMER | (deadline ? APIC_LVT_TSC_DEADLINE : 0));
    cpu_mfence();
}

void clock_event_set(uint64_t ns)
{
    unsigned __int128 ticks;

    if (ns > TRUSTED_NS)
        ns -= ns / EARLY_PART;
    if (deadline) {
        uint64_t at, in = time_ns_to_tsc(ns);
        if (__builtin_add_overflow(cpu_rdtsc(), in, &at))
            at = UINT64_MAX;
        cpu_wrmsr(MSR_TSC_DEADLINE, at);
        return;
    }
    ticks = ((unsigned __int128)ns * ticks_per_ns >> 32) + 1;
    apic_write(APIC_TIMER_INITIAL, (uint32_t)MIN(ticks, COUNT_MAX));
}

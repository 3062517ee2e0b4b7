/*
 * tsc.c - the frequency of the time-stamp counter.
 *
 * CPUID knows it on Intel's newer processors, under Xen, and under KVM where
 * the VMM says so. Otherwise it is measured. A VMM may have a PIT (QEMU,
 * Firecracker), a PM timer at the usual port (QEMU's pc and q35, Cloud
 * Hypervisor), both or neither; a timer that is not there does not move. The
 * HPET is looked for last, since its place is memory.
 */
#include "arch/x86/tsc.h"

#include <stdbool.h>

#include "arch/x86/cpu.h"
#include "arch/x86/hypervisor.h"
#include "arch/x86/io.h"
#include "arch/x86/page.h"
#include "arch/x86/pvclock.h"
#include "kernel/base.h"

/* [SDM 2 "CPUID"] */
#define LEAF_TSC       0x15
#define LEAF_FREQUENCY 0x16

/* From the hypervisor's base leaf: kHz in EAX, and the local APIC's in EBX
 * [VMware "Mechanisms to determine if software is running in a VMware virtual
 * machine"], taken over by QEMU; kHz in ECX of subleaf 0 [Xen
 * arch-x86/cpuid.h, leaf 4]. */
#define HYPERVISOR_TIMING 0x10
#define XEN_TIME          0x3

/* [8254] and the PC's wiring of its third counter [ICH9 "NMI_SC"] */
#define PIT_COUNTER2     0x42
#define PIT_CONTROL      0x43
#define PIT_SET_MODE0    0xb0 /* counter 2, two bytes, binary, counts once */
#define PIT_LATCH        0x80 /* counter 2 */
#define PIT_READ_STATUS  0xe8 /* counter 2 */
#define PIT_STATUS_MASK  0x3f
#define PIT_STATUS_MODE0 0x30
#define PIT_HZ           1193182
#define PORT_B           0x61
#define PORT_B_GATE2     0x01
#define PORT_B_SPEAKER   0x02

/* [ACPI "Power Management Timer"]; where all VMMs have it that have it. */
#define PM_TIMER    0x608
#define PM_TIMER_HZ 3579545

/* [HPET "Register Definitions"]; where PCs have it. Femtoseconds a tick. */
#define HPET            0xfed00000
#define HPET_PERIOD     0x04
#define HPET_CONFIG     0x10
#define HPET_ENABLE     1
#define HPET_COUNTER    0xf0
#define HPET_PERIOD_MAX 100000000
#define FS_PER_S        1000000000000000ull

#define WINDOWS_PER_S   400 /* a measurement takes 2.5 ms */
#define MAX_ROUNDS      2
#define STUCK_READS     10000 /* a PIT tick is some 80 reads at the very most */

struct counter {
    uint32_t (*read)(void); /* counts up, modulo mask + 1 */
    uint32_t mask, hz;
};

static uint32_t pit_read(void)
{
    uint32_t lo;

    io_out8(PIT_CONTROL, PIT_LATCH);
    lo = io_in8(PIT_COUNTER2);
    return 0xffff - (lo | (uint32_t)io_in8(PIT_COUNTER2) << 8);
}

static uint32_t pm_timer_read(void)
{
    return io_in32(PM_TIMER);
}

static const struct counter pit = {pit_read, 0xffff, PIT_HZ};
static const struct counter pm_timer = {pm_timer_read, 0xffffff, PM_TIMER_HZ};

static uint32_t hpet_read(void)
{
    return mmio_read32(HPET + HPET_COUNTER);
}

/* False if there is none; what is no HPET has no such period. */
static bool hpet_start(struct counter *hpet)
{
    uint32_t period;

    if (paging_map_device(HPET, PAGE_SIZE) != 0)
        return false;
    period = mmio_read32(HPET + HPET_PERIOD);
    if (period == 0 || period > HPET_PERIOD_MAX)
        return false;
    mmio_write32(HPET + HPET_CONFIG,
                 mmio_read32(HPET + HPET_CONFIG) | HPET_ENABLE);
    *hpet =
        (struct counter){hpet_read, UINT32_MAX, (uint32_t)(FS_PER_S / period)};
    return true;
}

/* False if the chip does not know what it was just told. */
static bool pit_start(void)
{
    uint8_t port_b = io_in8(PORT_B) & (uint8_t)~PORT_B_SPEAKER;

    io_out8(PORT_B, port_b | PORT_B_GATE2);
    io_out8(PIT_CONTROL, PIT_SET_MODE0);
    io_out8(PIT_COUNTER2, 0xff);
    io_out8(PIT_COUNTER2, 0xff);
    io_out8(PIT_CONTROL, PIT_READ_STATUS);
    return (io_in8(PIT_COUNTER2) & PIT_STATUS_MASK) == PIT_STATUS_MODE0;
}

/* Reads both counters at one moment: the quickest of some attempts. */
static uint32_t sample(const struct counter *t, uint64_t *tsc)
{
    uint64_t best = UINT64_MAX;
    uint32_t count = 0;

    for (int i = 0; i < 4; i++) {
        uint64_t before = cpu_rdtsc();
        uint32_t c = t->read();
        uint64_t took = cpu_rdtsc() - before;
        if (took < best) {
            best = took;
            count = c;
            *tsc = before + took / 2;
        }
    }
    return count;
}

/* Waits for @ticks from @last on; returns how many passed, 0 if it stands. */
static uint32_t wait_ticks(const struct counter *t, uint32_t *last,
                           uint32_t ticks)
{
    uint32_t passed = 0, still = 0;

    while (passed < ticks) {
        uint32_t now = t->read();
        uint32_t step = (now - *last) & t->mask;
        still = step ? 0 : still + 1;
        if (still > STUCK_READS)
            return 0;
        passed += step;
        *last = now;
    }
    return passed;
}

static uint64_t measure_once(const struct counter *t)
{
    uint64_t from, to = 0;
    uint32_t last = sample(t, &from);
    uint32_t ticks = wait_ticks(t, &last, t->hz / WINDOWS_PER_S);

    if (ticks == 0)
        return 0;
    ticks += (sample(t, &to) - last) & t->mask;
    return (to - from) * t->hz / ticks;
}

/*
 * Two measurements must agree within 0.4 %. If the host takes the CPU away in
 * the middle the frequency comes out too high, so the lowest one is believed
 * if they never do.
 */
static uint64_t measure(const struct counter *t)
{
    uint64_t lowest = UINT64_MAX;

    for (int round = 0; round < MAX_ROUNDS; round++) {
        uint64_t a = measure_once(t);
        uint64_t b = a ? measure_once(t) : 0;
        if (a == 0 || b == 0)
            return 0;
        lowest = MIN(lowest, MIN(a, b));
        if (MAX(a, b) - MIN(a, b) <= a / 256)
            return (a + b) / 2;
    }
    return lowest;
}

/* A crystal of unknown speed follows from the base frequency in MHz. */
static uint64_t ask_processor(void)
{
    uint32_t max = cpu_cpuid(0, 0).eax;
    struct cpuid_regs r;
    uint64_t crystal;

    if (max < LEAF_TSC)
        return 0;
    r = cpu_cpuid(LEAF_TSC, 0);
    if (r.eax == 0 || r.ebx == 0)
        return 0;
    crystal = r.ecx;
    if (crystal == 0 && max >= LEAF_FREQUENCY)
        crystal = (cpu_cpuid(LEAF_FREQUENCY, 0).eax & 0xffff) * 1000000ull *
                  r.eax / r.ebx;
    return crystal * r.ebx / r.eax;
}

static bool has_timing(struct hypervisor_info h)
{
    return h.kind == HYPERVISOR_KVM &&
           cpu_cpuid(h.base, 0).eax >= h.base + HYPERVISOR_TIMING;
}

/*
 * A hypervisor makes the local APIC of its own and may still show the
 * processor's leaf 0x15, so that is believed of bare machines only.
 */
uint64_t tsc_apic_frequency(void)
{
    struct hypervisor_info h = hypervisor_get();

    if (has_timing(h))
        return cpu_cpuid(h.base + HYPERVISOR_TIMING, 0).ebx * 1000ull;
    if (h.kind == HYPERVISOR_NONE && cpu_cpuid(0, 0).eax >= LEAF_TSC)
        return cpu_cpuid(LEAF_TSC, 0).ecx;
    return 0;
}

static uint64_t ask_hypervisor(void)
{
    struct hypervisor_info h = hypervisor_get();

    if (h.kind == HYPERVISOR_XEN)
        return cpu_cpuid(h.base + XEN_TIME, 0).ecx * 1000ull;
    if (has_timing(h))
        return cpu_cpuid(h.base + HYPERVISOR_TIMING, 0).eax * 1000ull;
    return 0;
}

static uint64_t find_frequency(void)
{
    uint64_t hz = ask_hypervisor();
    struct counter hpet;

    if (hz == 0)
        hz = pvclock_tsc_hz();
    if (hz == 0)
        hz = ask_processor();
    if (hz == 0 && pit_start())
        hz = measure(&pit);
    if (hz == 0)
        hz = measure(&pm_timer);
    if (hz == 0 && hpet_start(&hpet))
        hz = measure(&hpet);
    log_debug("TSC: %lu kHz", hz / 1000);
    return hz;
}

uint64_t tsc_frequency(void)
{
    static uint64_t hz;
    static bool known;

    if (!known)
        hz = find_frequency();
    known = true;
    return hz;
}

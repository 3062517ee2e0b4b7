/*
 * calibrate.c - the time-stamp counter against a timer of known frequency.
 *
 * A VMM may have a PIT (QEMU, Firecracker), a PM timer (QEMU's pc and q35,
 * Cloud Hypervisor), both or neither; a timer that is not there does not move.
 */
#include "arch/x86/calibrate.h"

#include <stdbool.h>

#include "arch/x86/cpu.h"
#include "arch/x86/io.h"
#include "arch/x86/page.h"
#include "arch/x86/physmem.h"
#include "boot/acpi_timers.h"
#include "kernel/base.h"
#include "kernel/boot.h"

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

/* Where all VMMs have it that have it, if no table says where. */
#define PM_TIMER 0x608

/* [HPET "Register Definitions"]; the period is in femtoseconds */
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

static uint16_t pm_timer_port = PM_TIMER;
static uint64_t hpet_paddr;

static uint32_t pit_read(void)
{
    uint32_t lo;

    io_out8(PIT_CONTROL, PIT_LATCH);
    lo = io_in8(PIT_COUNTER2);
    return 0xffff - (lo | (uint32_t)io_in8(PIT_COUNTER2) << 8);
}

static uint32_t pm_timer_read(void)
{
    return io_in32(pm_timer_port);
}

static uint32_t hpet_read(void)
{
    return mmio_read32(hpet_paddr + HPET_COUNTER);
}

static const struct counter pit = {pit_read, 0xffff, PIT_HZ};
static const struct counter pm_timer = {pm_timer_read, 0xffffff,
                                        ACPI_PM_TIMER_HZ};

/* All of them have 24 bits, some 32. */
static void find_pm_timer(const struct physmem *pm, uint64_t rsdp)
{
    struct acpi_pm_timer found;

    if (acpi_pm_timer_find(pm, rsdp, &found) &&
        found.port.space == ACPI_SPACE_IO)
        pm_timer_port = (uint16_t)found.port.address;
}

/* False if there is none; what is no HPET has no such period. */
static bool hpet_start(uint64_t paddr, struct counter *hpet)
{
    uint32_t period;

    if (paddr == 0 || paging_map_device(paddr, PAGE_SIZE) != 0)
        return false;
    hpet_paddr = paddr;
    period = mmio_read32(paddr + HPET_PERIOD);
    if (period == 0 || period > HPET_PERIOD_MAX)
        return false;
    mmio_write32(paddr + HPET_CONFIG,
                 mmio_read32(paddr + HPET_CONFIG) | HPET_ENABLE);
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

/* The tables are only read where there is no PIT. */
static uint64_t find_rsdp(const struct physmem *pm)
{
    uint64_t rsdp = boot_info()->info.rsdp_paddr;

    return rsdp ? rsdp : acpi_rsdp_find(pm);
}

uint64_t calibrate_by(enum calibrate_timer timer)
{
    struct physmem pm = physmem_kernel();
    struct counter hpet;

    switch (timer) {
    case CALIBRATE_PIT:
        return pit_start() ? measure(&pit) : 0;
    case CALIBRATE_PM_TIMER:
        find_pm_timer(&pm, find_rsdp(&pm));
        return measure(&pm_timer);
    case CALIBRATE_HPET:
        return hpet_start(acpi_hpet_find(&pm, find_rsdp(&pm)), &hpet)
                   ? measure(&hpet)
                   : 0;
    }
    return 0;
}

uint64_t calibrate_tsc(void)
{
    uint64_t hz = calibrate_by(CALIBRATE_PIT);

    if (hz == 0)
        hz = calibrate_by(CALIBRATE_PM_TIMER);
    return hz ? hz : calibrate_by(CALIBRATE_HPET);
}

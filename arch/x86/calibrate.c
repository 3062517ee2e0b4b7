/*
 * calibrate.c - the time-stamp counter against a timer of known frequency.
 *
 * A VMM may have a PIT (QEMU, Firecracker), a PM timer (QEMU's pc and q35,
 * Cloud Hypervisor), both or neither; a timer that is not there does not move.
 *
 * One reading tells the moment to a tick, which of the PIT are 838 ns, and to
 * the time that the reading takes. Each of several says between which values
 * of the TSC some tick began; all of them are true, and together they say it
 * much closer. Two such bundles a millisecond apart give the frequency. If the
 * host took the CPU away in every reading of a bundle, it says little, and the
 * wait goes on until the error is small in what has passed.
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

#define READINGS        16
#define WINDOWS_PER_S   1000 /* the shortest lasts 1 ms, the longest 16 */
#define DOUBLINGS       4
#define ERROR_PART      256 /* at the very worst */
#define MAX_ROUNDS      4
#define STUCK_READS     10000 /* a PIT tick is some 80 reads at the very most */

/* The PIT's 16 bits come round in 55 ms, which of no CPU of 64 bits are fewer
 * ticks than this: who looked away for so long has lost count. */
#define LOST_TICKS 20000000u

struct counter {
    void (*latch)(void);    /* hold what is to be read next, or NULL */
    uint32_t (*read)(void); /* counts up, modulo mask + 1 */
    uint32_t mask, hz;
};

/* It showed `count` at some moment from `before` to `after`. */
struct reading {
    uint64_t before, after;
    uint32_t count; /* since the first reading of all */
};

struct run {
    const struct counter *t;
    uint32_t last, count;
    uint64_t seen; /* the TSC then */
    bool lost;
};

static uint16_t pm_timer_port = PM_TIMER;
static uint64_t hpet_paddr;

static void pit_latch(void)
{
    io_out8(PIT_CONTROL, PIT_LATCH);
}

static uint32_t pit_read(void)
{
    uint32_t lo = io_in8(PIT_COUNTER2);

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

static const struct counter pit = {pit_latch, pit_read, 0xffff, PIT_HZ};
static const struct counter pm_timer = {NULL, pm_timer_read, 0xffffff,
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
    *hpet = (struct counter){NULL, hpet_read, UINT32_MAX,
                             (uint32_t)(FS_PER_S / period)};
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

static void read_once(struct run *run, struct reading *r)
{
    const struct counter *t = run->t;
    uint32_t now = 0;

    r->before = cpu_rdtsc();
    if (t->latch)
        t->latch();
    else
        now = t->read();
    r->after = cpu_rdtsc();
    if (t->latch)
        now = t->read();
    run->lost = run->lost || r->after - run->seen > LOST_TICKS;
    run->seen = r->before;
    run->count += (now - run->last) & t->mask;
    run->last = now;
    r->count = run->count;
}

/* The first counts from 0. */
static void read_all(struct run *run, struct reading *r)
{
    for (unsigned i = 0; i < READINGS; i++)
        read_once(run, &r[i]);
}

/* False if the counter stands. */
static bool wait_until(struct run *run, uint32_t count)
{
    uint32_t still = 0, at;
    struct reading r;

    while (run->count < count) {
        at = run->count;
        read_once(run, &r);
        still = run->count == at ? still + 1 : 0;
        if (still > STUCK_READS)
            return false;
    }
    return true;
}

/*
 * When the first reading's tick began, if each lasts @step / 2^32 of the TSC:
 * the middle of what all readings allow. *error grows by half of that.
 */
static uint64_t begin_of(const struct reading *r, uint64_t step,
                         uint64_t *error)
{
    int64_t from = INT64_MIN, to = INT64_MAX;

    for (unsigned i = 0; i < READINGS; i++) {
        uint64_t ticks = r[i].count - r[0].count;
        int64_t before = (int64_t)(r[i].before - r[0].before);
        int64_t after = (int64_t)(r[i].after - r[0].before);

        from = MAX(from, before - (int64_t)((ticks + 1) * step >> 32));
        to = MIN(to, after - (int64_t)(ticks * step >> 32));
    }
    *error += (uint64_t)(MAX(from, to) - MIN(from, to)) / 2;
    return r[0].before + (uint64_t)((from + to) / 2);
}

/* TSC ticks between both bundles' first ticks, by better guesses at a tick. */
static uint64_t between(const struct reading *a, const struct reading *b,
                        uint64_t *error)
{
    uint64_t ticks = b->count - a->count, passed = b->before - a->before;

    for (int i = 0; i < 2; i++) {
        uint64_t step = (passed << 32) / ticks;

        *error = 0;
        passed = begin_of(b, step, error) - begin_of(a, step, error);
    }
    return passed;
}

/* 0 if it stands; *sure tells whether the result may be believed. */
static uint64_t measure_once(const struct counter *t, bool *sure)
{
    struct reading from[READINGS], to[READINGS];
    uint32_t window = t->hz / WINDOWS_PER_S;
    struct run run = {.t = t, .seen = cpu_rdtsc()};
    uint64_t passed = 0, error = 0;

    read_once(&run, &from[0]);
    run.count = 0;
    read_all(&run, from);
    *sure = false;
    for (int i = 0; i <= DOUBLINGS && !*sure; i++) {
        if (!wait_until(&run, from[0].count + (window << i)))
            return 0;
        read_all(&run, to);
        passed = between(from, to, &error);
        *sure = error < passed / ERROR_PART;
    }
    *sure = *sure && !run.lost;
    return passed * t->hz / (to[0].count - from[0].count);
}

/* One that lost count comes out too high: so the lowest, if none is sure. */
static uint64_t measure(const struct counter *t)
{
    uint64_t lowest = UINT64_MAX;

    for (int round = 0; round < MAX_ROUNDS; round++) {
        bool sure;
        uint64_t hz = measure_once(t, &sure);

        if (hz == 0 || sure)
            return hz;
        lowest = MIN(lowest, hz);
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

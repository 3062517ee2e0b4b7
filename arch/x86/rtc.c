/*
 * rtc.c - reads the CMOS clock [MC146818].
 *
 * The clock updates its registers once a second, and for up to 2 ms they are
 * in between; they are read until two readings agree. VMMs without one
 * (microvm under KVM, Firecracker) answer every register with 0xff. Index and
 * data are two ports, so one thread at a time reads.
 */
#include "arch/x86/rtc.h"

#include <stdbool.h>

#include "arch/x86/io.h"
#include "kernel/base.h"
#include "kernel/errno.h"
#include "kernel/mutex.h"
#include "kernel/spinlock.h"
#include "kernel/string.h"

#define CMOS_INDEX 0x70
#define CMOS_DATA  0x71

enum {
    RTC_SECOND = 0x00,
    RTC_MINUTE = 0x02,
    RTC_HOUR = 0x04,
    RTC_DAY = 0x07,
    RTC_MONTH = 0x08,
    RTC_YEAR = 0x09,
    RTC_A = 0x0a,
    RTC_B = 0x0b,
    RTC_CENTURY = 0x32, /* where PCs have it [ACPI "FADT", CENTURY] */
};

#define RTC_A_UPDATING 0x80
#define RTC_B_BINARY   0x04
#define RTC_B_24_HOURS 0x02
#define HOUR_PM        0x80

#define RTC_ABSENT     0xff
#define UPDATE_READS   200000 /* 2 ms are some 2000, but a busy VMM is late */
#define MAX_READINGS   5

struct reading {
    uint8_t second, minute, hour, day, month, year, century;
};

/* Two threads may be at it. */
static uint8_t cmos_read(uint8_t reg)
{
    static struct spinlock lock = SPINLOCK_INIT(SPIN_LEAF);
    uint64_t flags = spin_lock(&lock);
    uint8_t value;

    io_out8(CMOS_INDEX, reg);
    value = io_in8(CMOS_DATA);
    spin_unlock(&lock, flags);
    return value;
}

static bool wait_for_update(void)
{
    for (unsigned i = 0; i < UPDATE_READS; i++) {
        uint8_t a = cmos_read(RTC_A);
        if (a == RTC_ABSENT)
            return false;
        if (!(a & RTC_A_UPDATING))
            return true;
    }
    return false;
}

static struct reading read_once(void)
{
    return (struct reading){
        .second = cmos_read(RTC_SECOND),
        .minute = cmos_read(RTC_MINUTE),
        .hour = cmos_read(RTC_HOUR),
        .day = cmos_read(RTC_DAY),
        .month = cmos_read(RTC_MONTH),
        .year = cmos_read(RTC_YEAR),
        .century = cmos_read(RTC_CENTURY),
    };
}

static bool read_stable(struct reading *r)
{
    struct reading again;

    for (int i = 0; i < MAX_READINGS; i++) {
        if (!wait_for_update())
            return false;
        *r = read_once();
        again = read_once();
        if (memcmp(r, &again, sizeof(again)) == 0)
            return true;
    }
    return false;
}

static unsigned from_bcd(unsigned v)
{
    return (v >> 4) * 10 + (v & 15);
}

static unsigned decode_hour(uint8_t hour, uint8_t mode)
{
    bool pm = !(mode & RTC_B_24_HOURS) && (hour & HOUR_PM);
    unsigned h = hour & (mode & RTC_B_24_HOURS ? 0xff : 0x7f);

    if (!(mode & RTC_B_BINARY))
        h = from_bcd(h);
    if (!(mode & RTC_B_24_HOURS))
        h = h % 12 + (pm ? 12 : 0);
    return h;
}

/* Days from 1970-01-01, by a year that begins in March, leap day last. */
static uint64_t days_since_1970(unsigned year, unsigned month, unsigned day)
{
    unsigned y = year - (month < 3);
    unsigned m = month < 3 ? month + 9 : month - 3;

    return y * 365ull + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day -
           719469;
}

static int read_seconds(uint64_t *seconds)
{
    struct reading r;
    uint8_t mode = cmos_read(RTC_B);

    if (!read_stable(&r))
        return -ENODEV;
    unsigned hour = decode_hour(r.hour, mode);
    if (!(mode & RTC_B_BINARY)) {
        r.second = (uint8_t)from_bcd(r.second);
        r.minute = (uint8_t)from_bcd(r.minute);
        r.day = (uint8_t)from_bcd(r.day);
        r.month = (uint8_t)from_bcd(r.month);
        r.year = (uint8_t)from_bcd(r.year);
        r.century = (uint8_t)from_bcd(r.century);
    }
    if (r.second > 60 || r.minute > 59 || hour > 23 || r.day < 1 ||
        r.day > 31 || r.month < 1 || r.month > 12 || r.year > 99)
        return -ENODEV;
    if (r.century < 19 || r.century > 29)
        r.century = r.year < 70 ? 20 : 19;
    if (r.century == 19 && r.year < 70)
        return -ENODEV;
    *seconds =
        days_since_1970(r.century * 100u + r.year, r.month, r.day) * 86400 +
        hour * 3600u + r.minute * 60u + r.second;
    return 0;
}

int rtc_read(uint64_t *seconds)
{
    static struct mutex ports = MUTEX_INIT;

    mutex_lock(&ports);
    int err = read_seconds(seconds);
    mutex_unlock(&ports);
    return err;
}

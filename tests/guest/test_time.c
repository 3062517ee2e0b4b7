/*
 * test_time.c - the clocks and the random source of the kernel.
 *
 * A machine may have none of them; then the calls must say so.
 */
#include "tests/check.h"

#include "arch/x86/calibrate.h"
#include "arch/x86/tsc.h"
#include "kernel/entropy.h"
#include "kernel/errno.h"
#include "kernel/string.h"
#include "kernel/time.h"

#define MS 1000000ull

static bool same(const char *a, const char *b)
{
    for (; *a && *a == *b; a++, b++)
        continue;
    return *a == *b;
}

TEST(the_frequency_is_asked_once)
{
    uint64_t hz = tsc_frequency();

    CHECK(hz == 0 || (hz > 100000000 && hz < 20000000000));
    CHECK(tsc_frequency() == hz);
}

/* Not how exact they are, only that they count the same seconds. */
TEST(all_timers_tell_about_the_same_frequency)
{
    uint64_t hz = tsc_frequency();

    for (unsigned t = CALIBRATE_PIT; t <= CALIBRATE_HPET; t++) {
        uint64_t measured = calibrate_by((enum calibrate_timer)t);
        CHECK(measured == 0 || (measured > hz / 2 && measured / 2 < hz));
        CHECK(measured == 0 || hz != 0);
    }
}

TEST(the_clock_has_a_name)
{
    const char *name = time_init() == 0 ? "TSC" : "none";

    CHECK(same(time_clock_name(), name) ||
          same(time_clock_name(), "kvmclock") ||
          same(time_clock_name(), "Xen"));
}

TEST(time_goes_on)
{
    uint64_t first, now = 0;
    int error = time_monotonic_ns(&first);

    if (error) {
        CHECK(error == -ENODEV && tsc_frequency() == 0);
        return;
    }
    for (int i = 0; i < 100; i++) {
        uint64_t last = now;
        CHECK(time_monotonic_ns(&now) == 0 && now >= last);
    }
    CHECK(now > first);
}

TEST(a_sleep_is_not_short)
{
    uint64_t start, end;

    if (time_monotonic_ns(&start)) {
        CHECK(time_sleep_ns(1) == -ENODEV);
        return;
    }
    CHECK(time_sleep_ns(2 * MS) == 0 && time_monotonic_ns(&end) == 0);
    CHECK(end - start >= 2 * MS);
}

TEST(the_date_is_plausible)
{
    uint64_t ns;
    int error = time_realtime_ns(&ns);

    CHECK(error == 0 || error == -ENODEV);
    CHECK(error || ns / NS_PER_S > 1700000000); /* late in 2023 */
}

TEST(random_bytes_differ)
{
    unsigned char a[32] = {0}, b[32] = {0};
    int error = entropy_get(a, sizeof(a));

    if (error) {
        CHECK(error == -ENOSYS);
        return;
    }
    CHECK(entropy_get(b, sizeof(b) - 3) == 0);
    CHECK(memcmp(a, b, sizeof(a)) != 0 && memcmp(a, a + 16, 16) != 0);
    CHECK(b[29] == 0 && b[30] == 0 && b[31] == 0);
}

// expect: status 0
// run: -e TZ=CET-1CEST,M3.5.0,M10.5.0/3
/*
 * test_time.c - clocks run, sleeps last, calendars are right.
 */
#include <errno.h>
#include <limits.h>
#include <stdint.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/times.h>
#include <time.h>
#include <unistd.h>

#include "tests/libc/harness.h"

#define SECOND 1000000000ll
#define MS     1000000ll

static int64_t now(clockid_t clock)
{
    struct timespec ts = {-1, -1};

    CHECK(clock_gettime(clock, &ts) == 0);
    CHECK(ts.tv_nsec >= 0 && ts.tv_nsec < SECOND);
    return ts.tv_sec * SECOND + ts.tv_nsec;
}

TEST(the_monotonic_clock_moves_forward)
{
    int64_t last = now(CLOCK_MONOTONIC), steps = 0;

    for (int i = 0; i < 10000; i++) {
        int64_t t = now(CLOCK_MONOTONIC);
        if (t < last)
            CHECK(t >= last);
        steps += t > last;
        last = t;
    }
    CHECK(steps > 1000);
}

TEST(the_real_time_is_plausible)
{
    int64_t t = now(CLOCK_REALTIME);
    struct timeval tv;

    CHECK(t / SECOND > 1700000000); /* late in 2023 */
    CHECK(t / SECOND < 7000000000); /* in 2191 */
    CHECK(gettimeofday(&tv, NULL) == 0);
    CHECK(tv.tv_sec - t / SECOND <= 1 && tv.tv_usec < 1000000);
    CHECK(time(NULL) - t / SECOND <= 1);
}

static int64_t time_of_nap(int64_t ns)
{
    struct timespec ts = {ns / SECOND, ns % SECOND}, left = {1, 1};
    int64_t start = now(CLOCK_MONOTONIC);

    CHECK(nanosleep(&ts, &left) == 0);
    CHECK(left.tv_sec == 0 && left.tv_nsec == 0);
    return now(CLOCK_MONOTONIC) - start;
}

TEST(a_sleep_lasts_as_long_as_it_should)
{
    int64_t start = now(CLOCK_MONOTONIC), least = INT64_MAX;

    CHECK(time_of_nap(0) >= 0);
    for (int i = 0; i < 20 && least >= SECOND; i++) {
        int64_t took = time_of_nap(20 * MS);
        CHECK(took >= 20 * MS);
        least = took < least ? took : least;
    }
    CHECK(least < SECOND); /* a busy host may stretch some, not all */
    CHECK(usleep(2000) == 0);
    CHECK(now(CLOCK_MONOTONIC) - start >= 22 * MS);
}

/* Read one between two of the other, what they differ by has two bounds, with
 * a host that takes the CPU away between any two; and it is the same always. */
TEST(both_clocks_are_one_counter)
{
    int64_t least = INT64_MIN, most = INT64_MAX;

    for (int i = 0; i < 1000; i++) {
        int64_t before = now(CLOCK_MONOTONIC);
        int64_t real = now(CLOCK_REALTIME);
        int64_t after = now(CLOCK_MONOTONIC);
        least = real - after > least ? real - after : least;
        most = real - before < most ? real - before : most;
        if (i % 100 == 0)
            CHECK(usleep(2000) == 0);
    }
    CHECK(least <= most);
}

TEST(bad_arguments_are_refused)
{
    struct timespec ts = {0, SECOND};

    errno = 0;
    CHECK(nanosleep(&ts, NULL) == -1 && errno == EINVAL);
    ts = (struct timespec){-1, 0};
    CHECK(nanosleep(&ts, NULL) == -1);
    errno = 0;
    CHECK(clock_gettime((clockid_t)99, &ts) == -1 && errno == EINVAL);
    errno = 0;
    CHECK(clock_settime(CLOCK_REALTIME, &ts) == -1 && errno == EPERM);
    CHECK(clock_getres(CLOCK_MONOTONIC, &ts) == 0);
    CHECK(ts.tv_sec == 0 && ts.tv_nsec > 0);
}

static void burn(int64_t ns)
{
    int64_t start = now(CLOCK_MONOTONIC);

    while (now(CLOCK_MONOTONIC) - start < ns)
        continue;
}

TEST(cpu_time_is_counted)
{
    clock_t start = clock();
    struct tms tms;
    struct rusage usage;

    CHECK(start != (clock_t)-1);
    burn(5 * MS);
    CHECK(clock() - start >= 4900);
    CHECK(CLOCKS_PER_SEC == 1000000 && sysconf(_SC_CLK_TCK) == 1000000);
    CHECK(times(&tms) >= tms.tms_utime && tms.tms_stime == 0);
    CHECK(getrusage(RUSAGE_SELF, &usage) == 0);
    CHECK(usage.ru_utime.tv_sec > 0 || usage.ru_utime.tv_usec > 0);
}

/* Only the interrupts' handling is the program's while it sleeps; and what the
 * host takes the CPU away for in it, which cannot be told: not in all naps. */
TEST(a_sleep_uses_no_cpu_time)
{
    int64_t start, thread;
    bool cheap = false;

    for (int i = 0; i < 20 && !cheap; i++) {
        int64_t process = now(CLOCK_PROCESS_CPUTIME_ID), took;
        thread = now(CLOCK_THREAD_CPUTIME_ID);
        took = time_of_nap(100 * MS);
        thread = now(CLOCK_THREAD_CPUTIME_ID) - thread;
        process = now(CLOCK_PROCESS_CPUTIME_ID) - process;
        CHECK(process > 0 && thread > 0);
        cheap = process < took / 2 && thread < took / 2;
    }
    CHECK(cheap);
    start = now(CLOCK_THREAD_CPUTIME_ID);
    burn(3 * MS);
    CHECK(now(CLOCK_THREAD_CPUTIME_ID) - start >= 29 * MS / 10);
}

TEST(clock_nanosleep_takes_a_time_of_its_clock)
{
    static const clockid_t clocks[] = {CLOCK_REALTIME, CLOCK_MONOTONIC};
    struct timespec ts, left = {7, 7};

    for (int i = 0; i < 2; i++) {
        int64_t at = now(clocks[i]) + 3 * MS;
        ts = (struct timespec){at / SECOND, at % SECOND};
        CHECK(clock_nanosleep(clocks[i], TIMER_ABSTIME, &ts, &left) == 0);
        CHECK(now(clocks[i]) >= at && left.tv_sec == 7);
        CHECK(clock_nanosleep(clocks[i], TIMER_ABSTIME, &ts, NULL) == 0);
        ts = (struct timespec){0, MS};
        CHECK(clock_nanosleep(clocks[i], 0, &ts, NULL) == 0);
    }
    CHECK(clock_nanosleep(CLOCK_THREAD_CPUTIME_ID, 0, &ts, NULL) == EINVAL);
    CHECK(clock_nanosleep(99, 0, &ts, NULL) == EINVAL);
    ts.tv_nsec = SECOND;
    CHECK(clock_nanosleep(CLOCK_REALTIME, 0, &ts, NULL) == EINVAL);
    CHECK(sleep(0) == 0);
}

/* Seconds since 1970, the long way: a day at a time. */
TEST(timegm_counts_every_day)
{
    static const int lengths[] = {31, 28, 31, 30, 31, 30,
                                  31, 31, 30, 31, 30, 31};
    time_t t = 0;

    for (int year = 1970; year < 2420; year++) {
        bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
        for (int month = 0; month < 12; month++) {
            struct tm tm = {.tm_year = year - 1900,
                            .tm_mon = month,
                            .tm_mday = 1,
                            .tm_hour = 12};
            CHECK(timegm(&tm) == t + 43200);
            t += 86400ll * (lengths[month] + (month == 1 && leap));
        }
    }
}

TEST(timegm_puts_the_fields_right)
{
    struct tm tm = {.tm_year = 70, .tm_mon = 14, .tm_mday = 0, .tm_sec = -1};

    CHECK(timegm(&tm) == 36547199); /* 1971-02-27 23:59:59 */
    CHECK(tm.tm_mon == 1 && tm.tm_mday == 27 && tm.tm_sec == 59);
    tm = (struct tm){.tm_year = 69, .tm_mon = 11, .tm_mday = 31};
    CHECK(timegm(&tm) == -86400);
    tm = (struct tm){.tm_year = 70, .tm_mon = -1, .tm_mday = 31};
    CHECK(timegm(&tm) == -86400);
}

TEST(local_time_has_the_zone_of_TZ)
{
    time_t summer = 1750000000; /* 2025-06-15 15:06:40 UTC */
    struct tm tm;
    char text[64];

    tzset();
    CHECK(localtime_r(&summer, &tm) == &tm);
    CHECK(tm.tm_hour == 17 && tm.tm_isdst == 1);
    CHECK(mktime(&tm) == summer);
    CHECK(strftime(text, sizeof(text), "%Y-%m-%d %H:%M:%S %Z %z", &tm) > 0);
    CHECK(strcmp(text, "2025-06-15 17:06:40 CEST +0200") == 0);
}

// links: apps/httpd/put.c apps/httpd/date.c
// cflags: -D_GNU_SOURCE
/*
 * test_http_put.c - numbers and dates as httpd writes them, against printf()
 * and strftime().
 */
#include "apps/httpd/put.h"

#include <limits.h>
#include <stdio.h>
#include <time.h>

#include "apps/httpd/server.h"
#include "tests/check.h"

struct server server;

static bool number_is(unsigned long long n, int digits)
{
    char got[64], want[64];

    *put_number(got, n, digits) = '\0';
    sprintf(want, "%0*llu", digits, n);
    return strcmp(got, want) == 0;
}

static bool hex_is(unsigned long long n)
{
    char got[64], want[64];

    *put_hex(got, n) = '\0';
    sprintf(want, "%llx", n);
    return strcmp(got, want) == 0;
}

/* Written as @as. */
static bool date_is_of(time_t t, time_t as)
{
    char got[30], want[64];
    struct tm tm;

    memset(got, '?', sizeof(got));
    http_date(t, got);
    gmtime_r(&as, &tm);
    strftime(want, sizeof(want), "%a, %d %b %Y %H:%M:%S GMT", &tm);
    return strcmp(got, want) == 0;
}

static bool date_is(time_t t)
{
    return date_is_of(t, t);
}

TEST(numbers)
{
    for (int shift = 0; shift < 64; shift++)
        for (int d = -1; d <= 1; d++) {
            unsigned long long n = (1ull << shift) + (unsigned long long)d;
            CHECK(number_is(n, 1));
            CHECK(number_is(n, 4));
            CHECK(hex_is(n));
        }
    for (unsigned long long n = 1; n < ULLONG_MAX / 10; n *= 10) {
        CHECK(number_is(n, 1));
        CHECK(number_is(n - 1, 2));
    }
    CHECK(number_is(ULLONG_MAX, 1));
    CHECK(hex_is(ULLONG_MAX));
}

TEST(pieces_follow_each_other)
{
    char text[16];

    *put_number(put_text(put_part(text, "abc", 2), "-"), 7, 3) = '\0';
    CHECK(strcmp(text, "ab-007") == 0);
}

TEST(dates)
{
    const time_t last = 253402300799; /* of 9999, the last of four digits */

    CHECK(date_is(0));
    CHECK(date_is(last));
    CHECK(date_is_of(last + 1, last));
    CHECK(date_is_of(LONG_MAX, last));
    CHECK(date_is_of(-1, 0));
    CHECK(date_is_of(LONG_MIN, 0));
    for (time_t t = 951782400; t < 1767225600; t += 86399) /* 2000 to 2025 */
        CHECK(date_is(t));
    for (time_t t = 1; t > 0 && t < last; t *= 3)
        CHECK(date_is(t));
}

// expect: status 0
/*
 * test_stdio.c - formats: nothing of C99 is missing from printf and scanf.
 *
 * newlib's small variant prints %lld and %zu as letters; its long double
 * needs an option of its own.
 */
#include <float.h>
#include <inttypes.h>
#include <limits.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>
#include <wchar.h>

#include "tests/libc/harness.h"

#define PRINTS(text, ...)                                                      \
    CHECK((snprintf(buf, sizeof(buf), __VA_ARGS__), strcmp(buf, text) == 0))

static char buf[256];

TEST(integers_of_every_size)
{
    PRINTS("-1 -2 -3 -4", "%hhd %hd %d %ld", (signed char)-1, (short)-2, -3,
           -4l);
    PRINTS("-9223372036854775808", "%lld", LLONG_MIN);
    PRINTS("18446744073709551615", "%llu", ULLONG_MAX);
    PRINTS("18446744073709551615 7", "%zu %d", SIZE_MAX, 7);
    PRINTS("-5 -6 9", "%jd %td %d", (intmax_t)-5, (ptrdiff_t)-6, 9);
    PRINTS("deadbeefcafe 0x10 010", "%" PRIx64 " %#x %#o",
           (uint64_t)0xdeadbeefcafe, 16, 8);
    PRINTS("255 -1 65535", "%hhu %hhd %hu", (unsigned char)255,
           (signed char)255, (unsigned short)65535);
}

TEST(widths_flags_and_positions)
{
    PRINTS("[   42] [42   ] [00042] [+42] [ 42]",
           "[%5d] [%-5d] [%05d] [%+d] [% d]", 42, 42, 42, 42, 42);
    PRINTS("[  abc] [ab] [abc  ]", "[%5s] [%.2s] [%-5s]", "abc", "abc", "abc");
    PRINTS("[   7] [7   ]", "[%*d] [%-*d]", 4, 7, 4, 7);
    PRINTS("b a", "%2$s %1$s", "a", "b");
    PRINTS("100%", "%d%%", 100);
}

TEST(floating_point)
{
    PRINTS("3.141593 3.14 3.1415926535897931", "%f %.2f %.17g",
           3.14159265358979312, 3.14159265358979312, 3.14159265358979312);
    PRINTS("1e+100 1.5 1e-05 100000 1e+06", "%g %g %g %g %g", 1e100, 1.5, 1e-5,
           1e5, 1e6);
    PRINTS("0x1.8p+1 0x1p-1074", "%a %a", 3.0, 0x1p-1074);
    PRINTS("inf -inf nan", "%f %f %f", __builtin_inf(), -__builtin_inf(),
           __builtin_nan(""));
    PRINTS("0.1000000000000000055511151231257827", "%.34f", 0.1);
    PRINTS("2 4 0 -0", "%.0f %.0f %.0f %.0f", 2.5, 3.5, 0.0, -0.0);
    PRINTS("1.7976931348623157e+308", "%.17g", DBL_MAX);
}

TEST(long_double)
{
    PRINTS("1.500000 2.25 -3", "%Lf %.2Lf %Lg", 1.5l, 2.25l, -3.0l);
}

/* Digits beyond double's need newlib 4 [--enable-newlib-io-long-double]. */
TEST(long_double_has_its_digits_where_newlib_has_them)
{
#ifdef _LDBL_EQ_DBL
    return;
#elif defined(_WANT_IO_LONG_DOUBLE)
    PRINTS("0.333333333333333333342", "%.21Lf", 1.0l / 3);
    PRINTS("1.18973149535723176502e+4932", "%.20Le", LDBL_MAX);
#endif
}

TEST(strings_and_characters)
{
    const char *volatile text = "truncated";
    int n = 0;

    PRINTS("xyz", "%c%s", 'x', "yz");
    PRINTS("wide", "%ls", L"wide");
    PRINTS("abc", "abc%n", &n);
    CHECK(n == 3);
    CHECK(snprintf(buf, 4, "%s", text) == 9);
    CHECK(strcmp(buf, "tru") == 0);
    CHECK(snprintf(NULL, 0, "%d", 12345) == 5);
}

TEST(scanning)
{
    signed char c;
    short h;
    long long ll;
    size_t z;
    intmax_t j;
    double d;
    float f;
    long double ld;
    char word[16], set[16];
    unsigned x;
    int n;

    CHECK(sscanf("-5 -300 -9000000000 77 -88", "%hhd %hd %lld %zu %jd", &c, &h,
                 &ll, &z, &j) == 5);
    CHECK(c == -5 && h == -300 && ll == -9000000000 && z == 77 && j == -88);
    CHECK(sscanf("1.5 2.5e3 -0.25", "%lf %f %Lf", &d, &f, &ld) == 3);
    CHECK(d == 1.5 && f == 2500 && ld == -0.25l);
    CHECK(sscanf("0xff word [abc]", "%x %15s [%15[a-c]%n", &x, word, set, &n) ==
          3);
    CHECK(x == 255 && strcmp(word, "word") == 0 && strcmp(set, "abc") == 0);
    CHECK(n == 14);
    CHECK(sscanf("x", "%d", &n) == 0 && sscanf("", "%d", &n) == EOF);
}

TEST(conversions)
{
    char *end;

    CHECK(strtod("1e-320", NULL) == 1e-320);
    CHECK(strtod("0x1.8p+1", NULL) == 3);
    CHECK(strtod("0.1x", &end) == 0.1 && *end == 'x');
    CHECK(strtoll("-9223372036854775808", NULL, 10) == LLONG_MIN);
    CHECK(strtoull("0x10", NULL, 0) == 16 && strtol("z", NULL, 36) == 35);
    CHECK(strtold("0.5", NULL) == 0.5l && atoll("12345678901") == 12345678901);
}

TEST(streams_write_what_they_are_told)
{
    CHECK(fileno(stdin) == 0 && fileno(stdout) == 1 && fileno(stderr) == 2);
    CHECK(fputs("", stdout) >= 0);
    CHECK(fflush(stdout) == 0);
    CHECK(setvbuf(stdout, NULL, _IONBF, 0) == 0);
    CHECK(fprintf(stdout, "%s", "") == 0 && !ferror(stdout));
}

TEST(a_locked_stream_can_be_written)
{
    flockfile(stdout);
    flockfile(stdout);
    CHECK(fputs("", stdout) >= 0);
    CHECK(ftrylockfile(stdout) == 0);
    funlockfile(stdout);
    funlockfile(stdout);
    funlockfile(stdout);
}

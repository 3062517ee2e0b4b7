// expect: status 0
/*
 * test_roundl.c - whole numbers from long doubles.
 */
#include <limits.h>
#include <math.h>

#include "tests/libc/harness.h"

#define BIG 0x1.fffffffffffffffep62L /* 2^63 - 0.5 */

static long double hide(long double x)
{
    __asm__ volatile("" : "+m"(x));
    return x;
}

TEST(up_down_and_to_zero)
{
    CHECK(ceill(hide(1.25L)) == 2 && ceill(hide(-1.25L)) == -1);
    CHECK(floorl(hide(1.25L)) == 1 && floorl(hide(-1.25L)) == -2);
    CHECK(truncl(hide(1.75L)) == 1 && truncl(hide(-1.75L)) == -1);
    CHECK(ceill(hide(7)) == 7 && floorl(hide(-7)) == -7);
    CHECK(ceill(hide(0x1p62L + 0.5L)) == 0x1p62L + 1);
    CHECK(ceill(hide(BIG)) == 0x1p63L && floorl(hide(-BIG)) == -0x1p63L);
    CHECK(floorl(hide(BIG)) == (long double)LLONG_MAX);
}

TEST(halves_go_away_from_zero)
{
    CHECK(roundl(hide(2.5L)) == 3 && roundl(hide(-2.5L)) == -3);
    CHECK(roundl(hide(2.25L)) == 2 && roundl(hide(-2.25L)) == -2);
    CHECK(llroundl(hide(0.5L)) == 1 && llroundl(hide(-0.5L)) == -1);
    CHECK(llroundl(hide(0.49999999999999999997L)) == 0);
    CHECK(lroundl(hide(1e15L + 0.5L)) == 1000000000000001);
    CHECK(roundl(hide(BIG)) == 0x1p63L);
    CHECK(llroundl(hide(-0x1p63L)) == LLONG_MIN);
}

TEST(what_is_whole_stays)
{
    CHECK(ceill(hide(0x1p63L)) == 0x1p63L && roundl(hide(1e300L)) == 1e300L);
    CHECK(isinf(floorl(hide(-INFINITY))) && isnan(roundl(hide(NAN))));
    CHECK(signbit(ceill(hide(-0.5L))) && signbit(truncl(hide(-0.0L))));
    CHECK(signbit(roundl(hide(-0.25L))) && !signbit(floorl(hide(0.5L))));
}

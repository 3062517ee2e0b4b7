// expect: status 0
/*
 * test_math.c - square roots are exact; exp, log and pow are the modern ones.
 *
 * The expected bits are those of correctly rounded results.
 */
#include <errno.h>
#include <float.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "tests/libc/harness.h"

static uint64_t bits(double x)
{
    uint64_t v;

    memcpy(&v, &x, sizeof(v));
    return v;
}

/* How many doubles @x is from @y. */
static uint64_t ulps(double x, double y)
{
    uint64_t a = bits(x), b = bits(y);

    return a > b ? a - b : b - a;
}

/* Arguments the compiler cannot compute with itself. */
static double hide(double x)
{
    __asm__ volatile("" : "+x"(x));
    return x;
}

TEST(sqrt_is_exact)
{
    CHECK(bits(sqrt(hide(2))) == 0x3ff6a09e667f3bcd);
    CHECK(bits(sqrt(hide(3))) == 0x3ffbb67ae8584caa);
    CHECK(bits(sqrt(hide(0.1))) == 0x3fd43d136248490f);
    CHECK(bits(sqrt(hide(DBL_MAX))) == 0x5fefffffffffffff);
    CHECK(bits(sqrt(hide(0x1p-1074))) == bits(0x1p-537));
    CHECK(bits(sqrt(hide(-0.0))) == bits(-0.0));
    CHECK(isinf(sqrt(hide(INFINITY))));
    CHECK(isnan(sqrt(hide(NAN))));
    CHECK(sqrtf((float)hide(2)) == 0x1.6a09e6p+0f);
    for (double x = 1; x < 2000; x++)
        CHECK(sqrt(hide(x * x)) == x);
}

TEST(sqrt_of_a_negative_number_is_a_domain_error)
{
    errno = 0;
    CHECK(isnan(sqrt(hide(-1))));
    CHECK(errno == EDOM);
    errno = 0;
    CHECK(isnan(sqrtf((float)hide(-1))));
    CHECK(errno == EDOM);
    errno = 0;
    CHECK(isnan(sqrt(hide(NAN))));
    CHECK(errno == 0);
}

/* Values for which newlib's old fdlibm functions are off by one or more. */
TEST(exp_log_and_pow_are_within_one_ulp)
{
    CHECK(ulps(exp(hide(1)), 0x1.5bf0a8b145769p+1) <= 1);
    CHECK(ulps(exp(hide(-30.5)), 0x1.ff3864232b407p-45) <= 1);
    CHECK(ulps(log(hide(10)), 0x1.26bb1bbb55516p+1) <= 1);
    CHECK(ulps(log(hide(0.3)), -0x1.34378fcbda721p+0) <= 1);
    CHECK(ulps(log2(hide(10)), 0x1.a934f0979a371p+1) <= 1);
    CHECK(ulps(exp2(hide(0.5)), 0x1.6a09e667f3bcdp+0) <= 1);
    CHECK(pow(hide(2), 10) == 1024);
    CHECK(ulps(pow(hide(1.0000001), 1e7), 0x1.5bf0a790ce6f2p+1) <= 1);
    CHECK(ulps(pow(hide(10), -5), 1e-5) <= 1);
}

TEST(powers_at_the_edges)
{
    CHECK(pow(hide(0), 0) == 1);
    CHECK(pow(hide(-2), 3) == -8);
    CHECK(isnan(pow(hide(-2), 0.5)));
    CHECK(isinf(exp(hide(1000))));
    CHECK(exp(hide(-1000)) == 0);
    errno = 0;
    CHECK(isinf(log(hide(0))));
    CHECK(errno == ERANGE);
}

TEST(trigonometry_is_right)
{
    CHECK(ulps(sin(hide(1)), 0x1.aed548f090ceep-1) <= 1);
    CHECK(ulps(cos(hide(1)), 0x1.14a280fb5068cp-1) <= 1);
    CHECK(ulps(tan(hide(1)), 0x1.8eb245cbee3a6p+0) <= 1);
    CHECK(ulps(sin(hide(1e22)), -0x1.b453ab76bf397p-1) <= 1);
    CHECK(ulps(atan2(hide(1), -1), 0x1.2d97c7f3321d2p+1) <= 1);
    CHECK(ulps(cbrt(hide(27)), 3) <= 1);
    CHECK(hypot(hide(3), 4) == 5);
}

TEST(rounding_and_remainders)
{
    CHECK(floor(hide(-1.5)) == -2 && ceil(hide(-1.5)) == -1);
    CHECK(round(hide(2.5)) == 3 && trunc(hide(-2.5)) == -2);
    CHECK(rint(hide(2.5)) == 2 && lrint(hide(3.5)) == 4);
    CHECK(fmod(hide(7), 3) == 1 && remainder(hide(7), 4) == -1);
    CHECK(nextafter(hide(1), 2) == 1 + DBL_EPSILON);
}

TEST(fma_rounds_once)
{
    double x = 1 + DBL_EPSILON;

    /* x*x is 1 + 2e + e*e: the last term survives only if not rounded */
    CHECK(fma(hide(x), x, -(1 + 2 * DBL_EPSILON)) == 0x1p-104);
    CHECK(fma(hide(3), 4, 5) == 17);
    CHECK(isnan(fma(hide(INFINITY), 0, 1)));
    CHECK(fma(hide(0x1p1000), 0x1p1000, -INFINITY) == -INFINITY);
    CHECK(fma(hide(0x1p-600), 0x1p-600, 0x1p-1074) == 0x1p-1074);
}

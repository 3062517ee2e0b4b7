/*
 * fma.c - x * y + z, rounded once.
 *
 * newlib's rounds twice. Here the sum is made in 128-bit integers; what does
 * not fit leaves its trace in the lowest bit ("sticky"), which is enough to
 * round by. Every rounding is done by one instruction, so it follows the
 * current mode.
 */
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

typedef unsigned __int128 wide;

/* (-1)^negative * mantissa * 2^exponent */
struct number {
    wide mantissa;
    int exponent;
    bool negative;
};

#define TOP          125 /* the sum's highest bit; one more for the carry */
#define DOUBLE_BITS  53
#define RESULT_BITS  62    /* what is left for rounding, the lowest sticky */
#define MIN_NORMAL   -1022 /* exponents of the smallest doubles */
#define MIN_EXPONENT -1074

/* The 53 bits of @x at the top or, for a factor, half way there. */
static struct number split(double x, int top)
{
    struct number n = {.negative = signbit(x)};
    int shift = top + 1 - DOUBLE_BITS;

    n.mantissa = (uint64_t)ldexp(fabs(frexp(x, &n.exponent)), DOUBLE_BITS);
    n.mantissa <<= shift;
    n.exponent -= DOUBLE_BITS + shift;
    return n;
}

static wide shift_right_sticky(wide v, int n)
{
    if (n == 0)
        return v;
    if (n > TOP)
        return v != 0;
    return v >> n | ((v & (((wide)1 << n) - 1)) != 0);
}

static struct number multiply(double x, double y)
{
    struct number a = split(x, TOP / 2), b = split(y, TOP / 2);

    a.mantissa *= b.mantissa;
    a.exponent += b.exponent;
    a.negative ^= b.negative;
    return a;
}

/* Zero if they cancel. */
static struct number add(struct number a, struct number b)
{
    if (a.exponent < b.exponent) {
        struct number t = a;
        a = b;
        b = t;
    }
    b.mantissa = shift_right_sticky(b.mantissa, a.exponent - b.exponent);
    if (a.negative == b.negative) {
        a.mantissa += b.mantissa;
    } else if (a.mantissa >= b.mantissa) {
        a.mantissa -= b.mantissa;
    } else {
        a.mantissa = b.mantissa - a.mantissa;
        a.negative = b.negative;
    }
    return a;
}

static double with_sign(uint64_t v, bool negative)
{
    return (double)(negative ? -(int64_t)v : (int64_t)v);
}

/*
 * @m * 2^@e lies below the normal numbers, where they are 2^-1074 apart: next
 * to 2^52 doubles are 1 apart, so the instruction that adds the last two bits
 * there rounds where it must.
 */
static double round_subnormal(uint64_t m, int e, bool negative)
{
    uint64_t quarters = (uint64_t)shift_right_sticky(m, MIN_EXPONENT - e - 2);
    double base = negative ? -0x1p52 : 0x1p52;
    double sum = base + with_sign(quarters / 4, negative);

    sum += with_sign(quarters % 4, negative) * 0.25;
    return copysign((sum - base) * 0x1p-1074, base);
}

static int bit_length(wide v)
{
    uint64_t high = (uint64_t)(v >> 64);

    return high ? 128 - __builtin_clzll(high)
                : 64 - __builtin_clzll((uint64_t)v);
}

/* @n is not zero. */
static double round_number(struct number n)
{
    int drop = bit_length(n.mantissa) - RESULT_BITS;
    int e = n.exponent + drop;
    uint64_t m = drop > 0 ? (uint64_t)shift_right_sticky(n.mantissa, drop)
                          : (uint64_t)n.mantissa << -drop;

    if (e + RESULT_BITS - 1 < MIN_NORMAL)
        return round_subnormal(m, e, n.negative);
    return ldexp(with_sign(m, n.negative), e);
}

double fma(double x, double y, double z)
{
    struct number sum;
    volatile double one = 1;

    if (!isfinite(x) || !isfinite(y) || x == 0 || y == 0)
        return x * y + z;
    if (!isfinite(z))
        return z;
    if (z == 0)
        return x * y;
    sum = add(multiply(x, y), split(z, TOP));
    /* the sign of an exact zero depends on the rounding mode */
    return sum.mantissa ? round_number(sum) : one - one;
}

/*
 * The product of two floats is exact in double. Their sum is rounded to odd
 * first: then rounding again, to float, is right.
 */
float fmaf(float x, float y, float z)
{
    double product = (double)x * y, sum = product + z;
    double back = sum - product;
    double lost = (product - (sum - back)) + (z - back);
    uint64_t bits;

    if (!isfinite(sum) || lost == 0)
        return (float)sum;
    memcpy(&bits, &sum, sizeof(bits));
    if (bits % 2 == 0)
        bits += (lost > 0) == (sum > 0) ? 1 : -1ull;
    memcpy(&sum, &bits, sizeof(sum));
    return (float)sum;
}

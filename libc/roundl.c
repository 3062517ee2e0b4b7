/*
 * roundl.c - whole numbers from long doubles [C11 7.12.9].
 *
 * The significand has 64 bits, so what is not below 2^63 is whole already (or
 * infinite, or no number), and the rest fits in a long long.
 */
#include <math.h>
#include <stdbool.h>

static bool is_whole(long double x)
{
    return !(__builtin_fabsl(x) < 0x1p63L);
}

/* @whole, moved by @by, with the sign of @x, which a zero would lose. */
static long double near(long long whole, int by, long double x)
{
    return __builtin_copysignl((long double)whole + by, x);
}

long double truncl(long double x)
{
    return is_whole(x) ? x : near((long long)x, 0, x);
}

long double ceill(long double x)
{
    long long whole;

    if (is_whole(x))
        return x;
    whole = (long long)x;
    return near(whole, (long double)whole < x, x);
}

long double floorl(long double x)
{
    long long whole;

    if (is_whole(x))
        return x;
    whole = (long long)x;
    return near(whole, -((long double)whole > x), x);
}

/* Halves go away from zero. */
long double roundl(long double x)
{
    long long whole;
    long double rest;

    if (is_whole(x))
        return x;
    whole = (long long)x;
    rest = x - (long double)whole;
    return near(whole, (rest >= 0.5L) - (rest <= -0.5L), x);
}

/* The processor's conversion says what a too large @x is. */
long long llroundl(long double x)
{
    return (long long)roundl(x);
}

long lroundl(long double x)
{
    return llroundl(x);
}

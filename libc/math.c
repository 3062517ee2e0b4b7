/*
 * math.c - square roots by the instruction for them.
 *
 * newlib's compute them bit by bit, seventy times slower; SQRTSD is exact to
 * the last bit, as IEEE 754 wants. A negative argument sets errno, which the
 * __ieee754_ forms, called inside libm, leave alone.
 */
#include <errno.h>
#include <math.h>

double __ieee754_sqrt(double x);
float __ieee754_sqrtf(float x);

double __ieee754_sqrt(double x)
{
    __asm__("sqrtsd %0, %0" : "+x"(x));
    return x;
}

float __ieee754_sqrtf(float x)
{
    __asm__("sqrtss %0, %0" : "+x"(x));
    return x;
}

double sqrt(double x)
{
    if (isless(x, 0.0))
        errno = EDOM;
    return __ieee754_sqrt(x);
}

float sqrtf(float x)
{
    if (isless(x, 0.0f))
        errno = EDOM;
    return __ieee754_sqrtf(x);
}

/*
 * put.c - see put.h. Pure: a number in, its digits out.
 */
#include "put.h"

#define DIGITS_MAX 20 /* of 64 bits in base 10 */

/* With a @base that the compiler knows there is no division. */
static inline char *put_digits(char *to, unsigned long long n, unsigned base,
                               int least)
{
    char text[DIGITS_MAX], *end = text + sizeof(text), *p = end;

    while (n || end - p < least) {
        *--p = "0123456789abcdef"[n % base];
        n /= base;
    }
    return put_part(to, p, (size_t)(end - p));
}

char *put_number(char *to, unsigned long long n, int digits)
{
    return put_digits(to, n, 10, digits);
}

char *put_hex(char *to, unsigned long long n)
{
    return put_digits(to, n, 16, 1);
}

/*
 * math.h - newlib's, and the functions of long double that it lacks and we
 * have [C11 7.12].
 */
#pragma once

#include_next <math.h>
#include <sys/cdefs.h>

__BEGIN_DECLS
long double ceill(long double __x);
long double floorl(long double __x);
long double truncl(long double __x);
long double roundl(long double __x);
long lroundl(long double __x);
long long llroundl(long double __x);
__END_DECLS

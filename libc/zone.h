/*
 * zone.h - what newlib's tzset() makes of TZ, for localtime() and mktime().
 *
 * newlib 4 has the types in a header of their own, newlib 3 in <time.h>.
 */
#pragma once

#include <time.h>

#if __has_include(<sys/_tz_structs.h>)
#include <sys/_tz_structs.h>
#endif

/* newlib's own: the lock around all of this, tzset() under the lock, and when
 * the rules of TZ change over in @year; 0 if it cannot tell (before 1970). */
void __tz_lock(void);
void __tz_unlock(void);
void _tzset_unlocked(void);
int __tzcalc_limits(int year);

/*
 * localtime.c - dates in the zone that the variable TZ describes.
 *
 * newlib parses TZ and knows when its rules change over; but its localtime()
 * leaves tm_gmtoff and tm_zone out, so that strftime("%z") prints +0000.
 */
#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "libc/zone.h"

/* newlib counts the days of a changeover in int. */
#define LAST_YEAR 1000000

/* Whether daylight saving time is in force at @t. Under the lock. */
static bool is_dst(time_t t)
{
    __tzinfo_type *tz = __gettzinfo();
    time_t local = t - tz->__tzrule[0].offset;
    struct tm tm;

    if (!_daylight || !gmtime_r(&local, &tm) || tm.tm_year > LAST_YEAR ||
        !__tzcalc_limits(tm.tm_year + 1900))
        return false;
    if (tz->__tznorth)
        return t >= tz->__tzrule[0].change && t < tz->__tzrule[1].change;
    return t >= tz->__tzrule[0].change || t < tz->__tzrule[1].change;
}

static struct tm *to_local(time_t t, struct tm *tm)
{
    bool dst = is_dst(t);
    long west = __gettzinfo()->__tzrule[dst].offset;
    time_t local = t - west;

    if (!gmtime_r(&local, tm))
        return NULL;
    tm->tm_isdst = dst;
    tm->tm_gmtoff = -west;
    tm->tm_zone = _tzname[dst];
    return tm;
}

struct tm *localtime_r(const time_t *restrict t, struct tm *restrict tm)
{
    __tz_lock();
    _tzset_unlocked();
    tm = to_local(*t, tm);
    __tz_unlock();
    return tm;
}

struct tm *localtime(const time_t *t)
{
    static struct tm tm;

    return localtime_r(t, &tm);
}

/*
 * @tm is read as if it were UTC first. Of the two times that may be meant,
 * tm_isdst chooses; if it is negative, the one that has daylight saving time
 * if that is in force then, else the other.
 */
time_t mktime(struct tm *tm)
{
    struct tm utc = *tm;
    time_t t = timegm(&utc), dst;
    __tzinfo_type *tz;

    __tz_lock();
    _tzset_unlocked();
    tz = __gettzinfo();
    dst = t + tz->__tzrule[1].offset;
    if (_daylight && (tm->tm_isdst > 0 || (tm->tm_isdst < 0 && is_dst(dst))))
        t = dst;
    else
        t += tz->__tzrule[0].offset;
    if (!to_local(t, tm))
        t = -1;
    __tz_unlock();
    return t;
}

/*
 * timegm.c - calendar time of UTC to seconds since 1970.
 */
#include <stdint.h>
#include <time.h>

#define DAYS_PER_ERA 146097 /* 400 years of the Gregorian calendar */
#define DAYS_TO_1970 719468 /* from 0000-03-01 */

static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

/*
 * Days since 1970-01-01. A year that begins in March puts the leap day last,
 * and then (153 m + 2) / 5 counts the days before its month m.
 */
static int64_t days_from_civil(int64_t year, int month, int64_t day)
{
    int64_t y = year - (month < 2);
    int64_t era = floor_div(y, 400);
    int64_t of_era = y - era * 400;
    int64_t of_month = (153 * (month < 2 ? month + 10 : month - 2) + 2) / 5;

    return era * DAYS_PER_ERA + of_era * 365 + of_era / 4 - of_era / 100 +
           of_month + day - 1 - DAYS_TO_1970;
}

/* Fields out of range carry over, and @tm is put right, as by mktime(). */
time_t timegm(struct tm *tm)
{
    int64_t years = floor_div(tm->tm_mon, 12);
    int64_t days = days_from_civil(1900ll + tm->tm_year + years,
                                   (int)(tm->tm_mon - years * 12), tm->tm_mday);
    time_t t =
        ((days * 24 + tm->tm_hour) * 60 + tm->tm_min) * 60ll + tm->tm_sec;

    gmtime_r(&t, tm);
    return t;
}

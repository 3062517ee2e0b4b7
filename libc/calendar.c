/*
 * calendar.c - seconds since 1970 to a date of UTC and back.
 *
 * newlib's gmtime() leaves tm_gmtoff and tm_zone as they were and hands out a
 * buffer that has no room for them.
 *
 * A year that begins in March has its leap day last, and (153 m + 2) / 5 days
 * before its month m; 400 years are always the same number of days.
 */
#include <errno.h>
#include <limits.h>
#include <stdint.h>
#include <time.h>

#define DAYS_PER_ERA 146097 /* 400 years */
#define DAYS_TO_1970 719468 /* from 0000-03-01 */
#define DAY          86400

static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

/* @month 0..11 from January; @day may be any number. */
static int64_t days_from_date(int64_t year, int month, int64_t day)
{
    int64_t y = year - (month < 2);
    int64_t era = floor_div(y, 400);
    int64_t of_era = y - era * 400;
    int64_t of_month = (153 * (month < 2 ? month + 10 : month - 2) + 2) / 5;

    return era * DAYS_PER_ERA + of_era * 365 + of_era / 4 - of_era / 100 +
           of_month + day - 1 - DAYS_TO_1970;
}

/* Sets month, day and day of the year; returns the year. */
static int64_t date_from_days(int64_t days, struct tm *tm)
{
    int64_t era = floor_div(days + DAYS_TO_1970, DAYS_PER_ERA);
    int of_era = (int)(days + DAYS_TO_1970 - era * DAYS_PER_ERA);
    int y = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int of_year = of_era - (365 * y + y / 4 - y / 100);
    int month = (5 * of_year + 2) / 153; /* from March */
    int64_t year = era * 400 + y + (month >= 10);

    tm->tm_mon = month < 10 ? month + 2 : month - 10;
    tm->tm_mday = of_year - (153 * month + 2) / 5 + 1;
    tm->tm_yday = (int)(days - days_from_date(year, 0, 1));
    return year;
}

struct tm *gmtime_r(const time_t *restrict t, struct tm *restrict tm)
{
    int64_t days = floor_div(*t, DAY);
    int second = (int)(*t - days * DAY);
    int64_t year = date_from_days(days, tm);

    if (year - 1900 > INT_MAX || year - 1900 < INT_MIN) {
        errno = EOVERFLOW;
        return NULL;
    }
    tm->tm_year = (int)(year - 1900);
    tm->tm_wday = (int)(days + 4 - floor_div(days + 4, 7) * 7);
    tm->tm_hour = second / 3600;
    tm->tm_min = second / 60 % 60;
    tm->tm_sec = second % 60;
    tm->tm_isdst = 0;
    tm->tm_gmtoff = 0;
    tm->tm_zone = "UTC";
    return tm;
}

struct tm *gmtime(const time_t *t)
{
    static struct tm tm;

    return gmtime_r(t, &tm);
}

/* Fields out of range carry over, and @tm is put right, as by mktime(). */
time_t timegm(struct tm *tm)
{
    int64_t years = floor_div(tm->tm_mon, 12);
    int64_t days = days_from_date(1900ll + tm->tm_year + years,
                                  (int)(tm->tm_mon - years * 12), tm->tm_mday);
    time_t t =
        ((days * 24 + tm->tm_hour) * 60 + tm->tm_min) * 60ll + tm->tm_sec;

    return gmtime_r(&t, tm) ? t : -1;
}

/*
 * rtc.h - the battery-backed clock of the PC.
 */
#pragma once

#include <stdint.h>

/*
 * rtc_read - seconds since 1970-01-01 by the clock, taken to be in UTC.
 *
 * Returns 0, or -ENODEV if there is no clock or it shows no valid time.
 * May wait 2 ms for an update to end.
 */
int rtc_read(uint64_t *seconds);

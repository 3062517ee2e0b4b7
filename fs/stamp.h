/*
 * stamp.h - when a file was changed, without asking a clock at each change.
 *
 * Finding out the time may mean calibrating a counter, which a program that
 * merely writes a file should not pay for. A change therefore takes a stamp,
 * which is free; what time that was is worked out when somebody looks.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "fs/vnode.h"

/* A time, or the place of a change in the order of all changes. */
struct stamp {
    int64_t value;
    bool is_order; /* taken before the clock was known */
};

/* stamp_now - a stamp later than all before it. */
struct stamp stamp_now(void);

/* stamp_at - the stamp of a known time. */
struct stamp stamp_at(vtime_t time);

/*
 * stamp_time - the time of @stamp; asks the clock from now on.
 *
 * Changes made before the first call get the time of that call, a nanosecond
 * apart in their order. Without any clock they follow the latest time given
 * to stamp_at().
 */
vtime_t stamp_time(struct stamp stamp);

/*
 * stamp.c - when a file was changed, without asking a clock at each change.
 */
#include "fs/stamp.h"

#include "fs/machine.h"

static int64_t order;   /* of the latest change without a time */
static vtime_t origin;  /* the time of order 0, once asked for */
static vtime_t latest;  /* the latest time known */
static bool has_origin; /* stamp_time() was called */
static bool has_clock;  /* and there was a clock */

struct stamp stamp_at(vtime_t time)
{
    struct stamp stamp = {.value = time};

    if (!has_origin && time > latest)
        latest = time;
    return stamp;
}

struct stamp stamp_now(void)
{
    struct stamp stamp = {.value = ++order, .is_order = true};
    vtime_t now;

    if (has_clock && machine_time(&now))
        stamp = (struct stamp){.value = now};
    return stamp;
}

static void find_origin(void)
{
    vtime_t now;

    has_clock = machine_time(&now);
    origin = has_clock ? now - order : latest;
    has_origin = true;
}

vtime_t stamp_time(struct stamp stamp)
{
    if (!stamp.is_order)
        return stamp.value;
    if (!has_origin)
        find_origin();
    return origin + stamp.value;
}

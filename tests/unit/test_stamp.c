/*
 * test_stamp.c - the times of changes, before and after the clock is asked.
 */
// links: fs/stamp.c

#include "fs/stamp.h"
#include "fs/machine.h"
#include "tests/check.h"

static vtime_t now = 5000000;
static unsigned asked;

bool machine_time(vtime_t *time)
{
    asked++;
    *time = now++;
    return true;
}

/* One test, because the clock is asked once in a program's life. */
TEST(order_first_then_time)
{
    struct stamp archive = stamp_at(1234), a = stamp_now(), b = stamp_now();
    vtime_t ta, tb, tc;

    CHECK(stamp_time(archive) == 1234 && asked == 0);
    tb = stamp_time(b);
    ta = stamp_time(a);
    CHECK(asked == 1 && tb == 5000000 && ta == tb - 1);
    CHECK(stamp_time(b) == tb && asked == 1);
    now = 9000000;
    tc = stamp_time(stamp_now());
    CHECK(tc == 9000000 && asked == 2);
    CHECK(stamp_time(stamp_at(-1)) == -1);
}

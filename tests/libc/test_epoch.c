// expect: status 0
// run: -o epoch=1000000000
/*
 * test_epoch.c - pith.epoch= is the time of day at the entry.
 */
#include <time.h>

#include "tests/libc/harness.h"

TEST(the_clock_starts_at_the_given_second)
{
    time_t now = time(NULL);

    CHECK(now >= 1000000000 && now < 1000000000 + 600);
}

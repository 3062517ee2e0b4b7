// expect: status 0
// run: --smp 3
/*
 * test_cpus.c - a program learns how many CPUs there are.
 */
#include <unistd.h>

#include "tests/libc/harness.h"

TEST(they_are_counted)
{
    CHECK(sysconf(_SC_NPROCESSORS_ONLN) == 3);
    CHECK(sysconf(_SC_NPROCESSORS_CONF) == 3);
}

/*
 * test_rng.c - random numbers of a machine whose CPU has none.
 */
#include "tests/check.h"

#include "kernel/entropy.h"
#include "kernel/errno.h"
#include "kernel/string.h"

TEST(the_device_gives_random_numbers)
{
    unsigned char a[300] = {0}, b[300] = {0};
    unsigned equal = 0;

    CHECK(entropy_device(a, sizeof(a)) == 0);
    CHECK(entropy_device(b, sizeof(b)) == 0);
    for (unsigned i = 0; i < sizeof(a); i++)
        equal += a[i] == b[i];
    CHECK(equal < 20);
}

TEST(without_a_device_there_are_none_of_its)
{
    unsigned char a[8];

    CHECK(entropy_device(a, sizeof(a)) == -ENODEV);
    CHECK(entropy_device(a, sizeof(a)) == -ENODEV);
}

TEST(random_numbers_come_from_somewhere)
{
    unsigned char a[300] = {0}, b[300] = {0};
    unsigned equal = 0;

    CHECK(entropy_cpu(a, sizeof(a)) == -ENOSYS);
    CHECK(entropy_get_from(a, sizeof(a), entropy_device) == 0);
    CHECK(entropy_get_from(b, sizeof(b), entropy_device) == 0);
    for (unsigned i = 0; i < sizeof(a); i++)
        equal += a[i] == b[i];
    CHECK(equal < 20);
}

TEST(a_regular_clock_gives_none)
{
    unsigned char a[8];

    CHECK(entropy_get_from(a, sizeof(a), entropy_device) == -ENOSYS);
}

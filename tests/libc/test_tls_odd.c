// expect: status 0
/*
 * test_tls_odd.c - a thread-local segment of three bytes, aligned to one.
 *
 * Rounding its size up by more than its own alignment would move it.
 */
#include "tests/libc/harness.h"

static __thread char three[3] = {'a', 'b', 'c'};

TEST(bytes_are_where_the_linker_put_them)
{
    CHECK(three[0] == 'a' && three[1] == 'b' && three[2] == 'c');
    three[2] = 'd';
    CHECK(three[2] == 'd');
}

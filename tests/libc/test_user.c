// expect: status 0
/*
 * test_user.c - the one user is root, and becomes nobody else.
 */
#include <errno.h>
#include <unistd.h>

#include "tests/libc/harness.h"

TEST(root_stays_root)
{
    CHECK(getuid() == 0 && geteuid() == 0 && getgid() == 0 && getegid() == 0);
    CHECK(setuid(0) == 0 && setgid(0) == 0);
    errno = 0;
    CHECK(setuid(1) == -1 && errno == EPERM);
    errno = 0;
    CHECK(setgid(1) == -1 && errno == EPERM);
}

// expect: status 0
/*
 * test_termios.c - no descriptor has settings of a terminal.
 */
#include <errno.h>
#include <termios.h>
#include <unistd.h>

#include "tests/libc/harness.h"

TEST(there_are_none)
{
    struct termios settings;
    int fds[2];

    errno = 0;
    CHECK(tcgetattr(99, &settings) == -1 && errno == EBADF);
    CHECK(pipe(fds) == 0);
    CHECK(tcgetattr(fds[0], &settings) == -1 && errno == ENOTTY);
    CHECK(tcsetattr(fds[0], TCSANOW, &settings) == -1 && errno == ENOTTY);
    if (isatty(1)) {
        CHECK(tcgetattr(1, &settings) == -1 && errno == ENOSYS);
        CHECK(tcsetattr(1, TCSANOW, &settings) == -1 && errno == ENOSYS);
    }
}

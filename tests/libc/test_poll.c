// expect: status 0
/*
 * test_poll.c - waiting for descriptors: the console, and none at all.
 */
#include <errno.h>
#include <poll.h>
#include <stdint.h>
#include <sys/select.h>
#include <time.h>

#include "tests/libc/harness.h"

static int64_t now_ms(void)
{
    struct timespec ts;

    clock_gettime(CLOCK_MONOTONIC, &ts);
    return ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

TEST(output_is_always_ready)
{
    struct pollfd fds[] = {{.fd = 1, .events = POLLOUT},
                           {.fd = -1, .events = POLLOUT},
                           {.fd = 2, .events = POLLOUT}};

    CHECK(poll(fds, 3, 0) == 2);
    CHECK(fds[0].revents == POLLOUT && fds[1].revents == 0);
    CHECK(fds[2].revents == POLLOUT);
}

TEST(a_closed_descriptor_is_told)
{
    struct pollfd bad = {.fd = 77, .events = POLLIN};
    fd_set set;

    CHECK(poll(&bad, 1, -1) == 1 && bad.revents == POLLNVAL);
    FD_ZERO(&set);
    FD_SET(77, &set);
    errno = 0;
    CHECK(select(78, &set, NULL, NULL, NULL) == -1 && errno == EBADF);
}

TEST(a_timeout_ends_the_wait)
{
    int64_t start = now_ms();
    struct timeval tv = {0, 15000};

    CHECK(poll(NULL, 0, 10) == 0);
    CHECK(select(0, NULL, NULL, NULL, &tv) == 0);
    CHECK(now_ms() - start >= 25);
}

TEST(select_keeps_what_is_ready)
{
    fd_set w, e;

    FD_ZERO(&w);
    FD_ZERO(&e);
    FD_SET(1, &w);
    FD_SET(1, &e);
    CHECK(select(2, NULL, &w, &e, NULL) == 1);
    CHECK(FD_ISSET(1, &w) && !FD_ISSET(1, &e));
}

// expect: status 0
// smp: 1 2 4
/*
 * test_timerfd.c - timers behind descriptors.
 */
#define _GNU_SOURCE /* CLOCK_BOOTTIME */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "tests/libc/thread_tools.h"

#define MS(n)                                                                  \
    {                                                                          \
        0, (n)*1000000                                                         \
    }

static struct itimerspec once(long ms)
{
    return (struct itimerspec){.it_value = MS(ms)};
}

TEST(it_expires_once_after_a_while)
{
    int fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);
    struct timespec due = in_ms(CLOCK_MONOTONIC, 5);
    struct itimerspec its = once(5);
    uint64_t count = 0;

    CHECK(fd == 3 && fcntl(fd, F_GETFD) == FD_CLOEXEC);
    CHECK(timerfd_settime(fd, 0, &its, NULL) == 0);
    CHECK(read(fd, &count, sizeof(count)) == 8 && count == 1);
    CHECK(is_past(CLOCK_MONOTONIC, &due));
    CHECK(timerfd_gettime(fd, &its) == 0);
    CHECK(its.it_value.tv_sec == 0 && its.it_value.tv_nsec == 0);
    CHECK(fcntl(fd, F_SETFL, O_NONBLOCK) == 0);
    CHECK(read(fd, &count, sizeof(count)) == -1 && errno == EAGAIN);
    CHECK(close(fd) == 0);
}

TEST(an_interval_counts_what_nobody_read)
{
    int fd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
    struct itimerspec its = {MS(1), MS(1)};
    struct timespec due;
    struct pollfd p = {.fd = fd, .events = POLLIN};
    uint64_t count = 0;

    CHECK(timerfd_settime(fd, 0, &its, NULL) == 0);
    due = in_ms(CLOCK_MONOTONIC, 10);
    while (!is_past(CLOCK_MONOTONIC, &due))
        ;
    CHECK(poll(&p, 1, 0) == 1 && p.revents == POLLIN);
    CHECK(read(fd, &count, sizeof(count)) == 8 && count >= 10);
    CHECK(poll(&p, 1, -1) == 1);
    CHECK(timerfd_gettime(fd, &its) == 0);
    CHECK(its.it_interval.tv_nsec == 1000000);
    CHECK(its.it_value.tv_nsec > 0 && its.it_value.tv_nsec <= 1000000);
    CHECK(close(fd) == 0);
}

TEST(an_interval_of_a_nanosecond_is_no_storm)
{
    int fd = timerfd_create(CLOCK_MONOTONIC, 0);
    struct itimerspec its = {{0, 1}, {0, 1}};
    uint64_t count = 0, sum = 0;

    CHECK(timerfd_settime(fd, 0, &its, NULL) == 0);
    for (int i = 0; i < 100; i++) {
        CHECK(read(fd, &count, sizeof(count)) == 8 && count > 0);
        sum += count;
    }
    CHECK(sum >= 100);
    CHECK(close(fd) == 0);
}

TEST(absolute_times_of_both_clocks)
{
    static const clockid_t clocks[] = {CLOCK_MONOTONIC, CLOCK_REALTIME};

    for (int i = 0; i < 2; i++) {
        int fd = timerfd_create(clocks[i], 0);
        struct timespec due = in_ms(clocks[i], 5);
        struct itimerspec its = {.it_value = due};
        uint64_t count = 0;

        CHECK(timerfd_settime(fd, TFD_TIMER_ABSTIME, &its, NULL) == 0);
        CHECK(read(fd, &count, sizeof(count)) == 8 && count == 1);
        CHECK(is_past(clocks[i], &due));
        /* what is past has expired already */
        its.it_value = (struct timespec){1, 0};
        CHECK(timerfd_settime(fd, TFD_TIMER_ABSTIME, &its, NULL) == 0);
        CHECK(read(fd, &count, sizeof(count)) == 8 && count == 1);
        CHECK(close(fd) == 0);
    }
}

TEST(zero_disarms_and_the_old_time_is_told)
{
    int fd = timerfd_create(CLOCK_BOOTTIME, TFD_NONBLOCK);
    struct itimerspec its = {{3, 0}, {1000, 0}}, old;
    uint64_t count;

    CHECK(timerfd_settime(fd, 0, &its, NULL) == 0);
    its = once(0);
    CHECK(timerfd_settime(fd, 0, &its, &old) == 0);
    CHECK(old.it_interval.tv_sec == 3);
    CHECK(old.it_value.tv_sec >= 990 && old.it_value.tv_sec <= 1000);
    CHECK(timerfd_gettime(fd, &its) == 0 && its.it_value.tv_sec == 0);
    CHECK(read(fd, &count, sizeof(count)) == -1 && errno == EAGAIN);
    its = (struct itimerspec){{LONG_MAX, 0}, {LONG_MAX, 0}};
    CHECK(timerfd_settime(fd, 0, &its, NULL) == 0);
    CHECK(read(fd, &count, sizeof(count)) == -1 && errno == EAGAIN);
    CHECK(close(fd) == 0);
}

TEST(what_is_wrong_is_refused)
{
    int fd = timerfd_create(CLOCK_MONOTONIC, 0);
    struct itimerspec its = {.it_value = BAD_TIME};
    char small[7];

    CHECK(timerfd_settime(fd, 0, &its, NULL) == -1 && errno == EINVAL);
    its = (struct itimerspec){.it_value = {1, 0}, .it_interval = {-1, 0}};
    CHECK(timerfd_settime(fd, 0, &its, NULL) == -1 && errno == EINVAL);
    its = once(1);
    CHECK(timerfd_settime(fd, 4, &its, NULL) == -1 && errno == EINVAL);
    CHECK(timerfd_settime(1, 0, &its, NULL) == -1 && errno == EINVAL);
    CHECK(timerfd_settime(77, 0, &its, NULL) == -1 && errno == EBADF);
    CHECK(timerfd_gettime(1, &its) == -1 && errno == EINVAL);
    CHECK(read(fd, small, 7) == -1 && errno == EINVAL);
    CHECK(write(fd, "12345678", 8) == -1 && errno == EINVAL);
    CHECK(close(fd) == 0);
    CHECK(timerfd_create(77, 0) == -1 && errno == EINVAL);
    CHECK(timerfd_create(CLOCK_MONOTONIC, 1) == -1 && errno == EINVAL);
}

static void *set_it(void *arg)
{
    struct itimerspec its = once(1);

    CHECK(timerfd_settime(*(int *)arg, 0, &its, NULL) == 0);
    return NULL;
}

TEST(another_thread_may_set_what_one_waits_for)
{
    int fd = timerfd_create(CLOCK_MONOTONIC, 0);
    struct itimerspec its = {.it_value = {1000, 0}};
    pthread_t id;
    uint64_t count = 0;

    CHECK(timerfd_settime(fd, 0, &its, NULL) == 0);
    id = start(set_it, &fd);
    CHECK(read(fd, &count, sizeof(count)) == 8 && count == 1);
    join(id);
    CHECK(close(fd) == 0);
}

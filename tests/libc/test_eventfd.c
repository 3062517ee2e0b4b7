// expect: status 0
// smp: 1 2 4
/*
 * test_eventfd.c - counters behind descriptors.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "tests/libc/thread_tools.h"

static int ready(int fd, short events)
{
    struct pollfd p = {.fd = fd, .events = events};

    return poll(&p, 1, 0) == 1 ? p.revents : 0;
}

TEST(a_read_takes_all_of_it)
{
    int fd = eventfd(3, EFD_NONBLOCK);
    eventfd_t value = 0;

    CHECK(fd == 3);
    CHECK(fcntl(fd, F_GETFL) == (O_RDWR | O_NONBLOCK));
    CHECK(eventfd_write(fd, 4) == 0 && eventfd_read(fd, &value) == 0);
    CHECK(value == 7);
    CHECK(eventfd_read(fd, &value) == -1 && errno == EAGAIN);
    CHECK(close(fd) == 0);
}

TEST(a_semaphore_gives_one_at_a_time)
{
    int fd = eventfd(2, EFD_SEMAPHORE | EFD_NONBLOCK | EFD_CLOEXEC);
    eventfd_t value = 0;

    CHECK(fcntl(fd, F_GETFD) == FD_CLOEXEC);
    CHECK(eventfd_read(fd, &value) == 0 && value == 1);
    CHECK(eventfd_read(fd, &value) == 0 && value == 1);
    CHECK(eventfd_read(fd, &value) == -1 && errno == EAGAIN);
    CHECK(close(fd) == 0);
}

TEST(it_is_full_one_before_the_largest_number)
{
    int fd = eventfd(0, EFD_NONBLOCK);
    eventfd_t value;
    char small[7];

    CHECK(ready(fd, POLLIN | POLLOUT) == POLLOUT);
    CHECK(eventfd_write(fd, UINT64_MAX) == -1 && errno == EINVAL);
    CHECK(eventfd_write(fd, UINT64_MAX - 1) == 0);
    CHECK(ready(fd, POLLIN | POLLOUT) == POLLIN);
    CHECK(eventfd_write(fd, 1) == -1 && errno == EAGAIN);
    CHECK(eventfd_write(fd, 0) == 0);
    CHECK(read(fd, small, 7) == -1 && errno == EINVAL);
    CHECK(write(fd, small, 7) == -1 && errno == EINVAL);
    CHECK(eventfd_read(fd, &value) == 0 && value == UINT64_MAX - 1);
    CHECK(lseek(fd, 0, SEEK_SET) == -1 && errno == ESPIPE);
    CHECK(close(fd) == 0);
    CHECK(eventfd(0, 2) == -1 && errno == EINVAL);
}

#define ROUNDS  500
#define THREADS 4

static int shared;

static void *add_ones(void *arg)
{
    (void)arg;
    for (int i = 0; i < ROUNDS; i++)
        CHECK(eventfd_write(shared, 1) == 0);
    return NULL;
}

TEST(nothing_is_lost_between_threads)
{
    pthread_t ids[THREADS];
    eventfd_t value, sum = 0;

    shared = eventfd(0, 0);
    for (int i = 0; i < THREADS; i++)
        ids[i] = start(add_ones, NULL);
    while (sum < THREADS * ROUNDS) {
        CHECK(eventfd_read(shared, &value) == 0 && value > 0);
        sum += value;
    }
    CHECK(sum == THREADS * ROUNDS);
    for (int i = 0; i < THREADS; i++)
        join(ids[i]);
    CHECK(close(shared) == 0);
}

static void *take_ones(void *arg)
{
    eventfd_t value = 0;

    (void)arg;
    for (int i = 0; i < ROUNDS; i++)
        CHECK(eventfd_read(shared, &value) == 0 && value == 1);
    return NULL;
}

TEST(a_full_one_and_an_empty_one_block)
{
    pthread_t ids[THREADS];

    shared = eventfd(0, EFD_SEMAPHORE);
    CHECK(eventfd_write(shared, UINT64_MAX - 1 - 10) == 0);
    for (int i = 0; i < THREADS; i++)
        ids[i] = start(take_ones, NULL);
    for (int i = 0; i < THREADS * ROUNDS; i++)
        CHECK(eventfd_write(shared, 1) == 0);
    for (int i = 0; i < THREADS; i++)
        join(ids[i]);
    CHECK(close(shared) == 0);
}

// expect: status 0
/*
 * test_limits.c - how many descriptors there are, and copying between them.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/sendfile.h>
#include <sys/uio.h>
#include <unistd.h>

#include "tests/libc/harness.h"

static int set_limit(rlim_t now, rlim_t most)
{
    return setrlimit(RLIMIT_NOFILE, &(struct rlimit){now, most});
}

/* Opens until it is refused; returns how many are open then, closed again. */
static int fill(int *error)
{
    int first = dup(1), last = first, fd;

    while ((fd = dup(1)) >= 0)
        last = fd;
    *error = errno;
    for (fd = first; fd <= last; fd++)
        CHECK(close(fd) == 0);
    return last + 1;
}

TEST(the_limit_is_told_and_kept)
{
    struct rlimit limit;
    int error;

    CHECK(getrlimit(RLIMIT_NOFILE, &limit) == 0);
    CHECK(limit.rlim_cur == 1024 && limit.rlim_max == 65536);
    CHECK(sysconf(_SC_OPEN_MAX) == 1024);
    CHECK(fill(&error) == 1024 && error == EMFILE);
    CHECK(RLIMIT_NOFILE == 7 && RLIMIT_AS == 9);
}

TEST(it_can_be_raised_and_lowered)
{
    int error;

    CHECK(set_limit(5000, 65536) == 0 && sysconf(_SC_OPEN_MAX) == 5000);
    CHECK(fill(&error) == 5000 && error == EMFILE);
    CHECK(dup2(1, 4999) == 4999 && set_limit(10, 65536) == 0);
    CHECK(write(4999, "", 0) == 0); /* stays open */
    CHECK(dup2(1, 10) == -1 && errno == EBADF);
    CHECK(fcntl(1, F_DUPFD, 10) == -1 && errno == EINVAL);
    CHECK(fill(&error) == 10 && error == EMFILE);
    CHECK(set_limit(0, 65536) == 0);
    CHECK(eventfd(0, 0) == -1 && errno == EMFILE);
    CHECK(close(4999) == 0);
    CHECK(set_limit(65537, 65537) == -1 && errno == EPERM);
    CHECK(set_limit(2, 1) == -1 && errno == EINVAL);
    CHECK(set_limit(1024, 65536) == 0);
}

TEST(the_lowest_free_descriptor_is_taken)
{
    int fds[6];

    for (int i = 0; i < 6; i++)
        CHECK((fds[i] = dup(1)) == 3 + i);
    CHECK(close(6) == 0 && close(4) == 0);
    CHECK(fcntl(1, F_DUPFD, 5) == 6 && dup(1) == 4 && dup(1) == 9);
    CHECK(dup2(1, 20) == 20 && dup(1) == 10);
    CHECK(close(3) == 0 && dup(1) == 3);
    for (int fd = 3; fd <= 10; fd++)
        CHECK(close(fd) == 0);
    CHECK(close(20) == 0 && dup(1) == 3 && close(3) == 0);
}

#define SIZE 100000

static int make_file(const char *path)
{
    static char data[SIZE];
    int fd = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);

    for (int i = 0; i < SIZE; i++)
        data[i] = (char)(i * 7 >> 2);
    CHECK(write(fd, data, SIZE) == SIZE && lseek(fd, 0, SEEK_SET) == 0);
    return fd;
}

static void expect(const char *data, size_t from, size_t n)
{
    for (size_t i = 0; i < n; i++)
        CHECK(data[i] == (char)((from + i) * 7 >> 2));
}

TEST(sendfile_moves_what_the_other_end_takes)
{
    static char got[SIZE];
    int in = make_file("/tmp/in"), fd[2];
    off_t off = 10;

    CHECK(pipe2(fd, O_NONBLOCK) == 0);
    CHECK(sendfile(fd[1], in, NULL, SIZE) == 65536);
    CHECK(lseek(in, 0, SEEK_CUR) == 65536);
    CHECK(sendfile(fd[1], in, NULL, SIZE) == -1 && errno == EAGAIN);
    CHECK(read(fd[0], got, SIZE) == 65536);
    expect(got, 0, 65536);
    CHECK(sendfile(fd[1], in, NULL, SIZE) == SIZE - 65536);
    CHECK(read(fd[0], got, SIZE) == SIZE - 65536);
    expect(got, 65536, SIZE - 65536);
    CHECK(sendfile(fd[1], in, NULL, SIZE) == 0);
    CHECK(sendfile(fd[1], in, &off, 100) == 100 && off == 110);
    CHECK(read(fd[0], got, SIZE) == 100 && lseek(in, 0, SEEK_CUR) == SIZE);
    expect(got, 10, 100);
    CHECK(sendfile(fd[1], fd[0], NULL, 1) == -1 && errno == EINVAL);
    CHECK(sendfile(in, 77, NULL, 1) == -1 && errno == EBADF);
    CHECK(sendfile(fd[0], in, NULL, 1) == -1 && errno == EBADF);
    off = -1;
    CHECK(sendfile(fd[1], in, &off, 1) == -1 && errno == EINVAL);
    CHECK(close(in) == 0 && close(fd[0]) == 0 && close(fd[1]) == 0);
}

TEST(several_buffers_at_a_position)
{
    char a[5], b[7];
    struct iovec iov[] = {{a, 5}, {b, 7}};
    int fd = make_file("/tmp/iov");

    CHECK(preadv(fd, iov, 2, 1000) == 12);
    expect(a, 1000, 5);
    expect(b, 1005, 7);
    CHECK(preadv(fd, iov, 2, SIZE - 6) == 6);
    CHECK(pwritev(fd, (struct iovec[]){{"xy", 2}, {"z", 1}}, 2, 3) == 3);
    CHECK(pread(fd, a, 5, 2) == 5 && memcmp(a + 1, "xyz", 3) == 0);
    CHECK(lseek(fd, 0, SEEK_CUR) == 0);
    CHECK(preadv(fd, iov, 2, -1) == -1 && errno == EINVAL);
    CHECK(close(fd) == 0);
}

// expect: status 0
/*
 * test_descriptors.c - what every kind of descriptor does: one table.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/sendfile.h>
#include <sys/uio.h>
#include <unistd.h>

#include "tests/libc/socket_tools.h"

/* --- how each kind is made: fd[0] is looked at, fd[1] is its other end --- */

static void a_file(int fd[2])
{
    fd[0] = open("/tmp/file", O_RDWR | O_CREAT | O_TRUNC, 0600);
    fd[1] = open("/tmp/file", O_WRONLY);
    CHECK(unlink("/tmp/file") == 0);
}

static void a_device(int fd[2])
{
    fd[0] = open("/dev/null", O_RDWR);
    fd[1] = dup(fd[0]);
}

static void a_console(int fd[2])
{
    fd[0] = open("/dev/tty", O_WRONLY);
    fd[1] = dup(fd[0]);
}

static void a_pipe(int fd[2])
{
    CHECK(pipe(fd) == 0);
}

static void a_pipe_s_entry(int fd[2])
{
    int ends[2];

    CHECK(pipe(ends) == 0);
    fd[0] = ends[1];
    fd[1] = ends[0];
}

static void a_unix_stream(int fd[2])
{
    CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, fd) == 0);
}

static void a_unix_datagram(int fd[2])
{
    CHECK(socketpair(AF_UNIX, SOCK_DGRAM, 0, fd) == 0);
}

static void a_tcp(int fd[2])
{
    tcp_pair(AF_INET, fd);
}

static void a_tcp6(int fd[2])
{
    tcp_pair(AF_INET6, fd);
}

static void a_udp(int fd[2])
{
    udp_pair(fd);
}

static void an_eventfd(int fd[2])
{
    fd[0] = eventfd(0, EFD_NONBLOCK);
    fd[1] = dup(fd[0]);
}

/*
 * What poll() says of fd[0], asked for POLLIN and POLLOUT: @idle when it is
 * new, @full when the other end has written, @gone when that is closed.
 */
enum { IN = POLLIN, OUT = POLLOUT, HUP = POLLHUP, ERR = POLLERR };
enum { WRITES = 1, COUNTS = 2, STREAM = 4, TYPED = 8 };

static const struct kind {
    const char *name;
    void (*make)(int fd[2]);
    int idle, full, gone;
    /* the other end can write, FIONREAD counts, bytes run together, POLLIN
       is up to who types */
    int can;
} kinds[] = {
    {"file", a_file, IN | OUT, IN | OUT, IN | OUT, WRITES | COUNTS | STREAM},
    {"device", a_device, IN | OUT, IN | OUT, IN | OUT, 0},
    {"console", a_console, IN | OUT, IN | OUT, IN | OUT, TYPED},
    {"pipe", a_pipe, 0, IN, HUP, WRITES | COUNTS | STREAM},
    {"pipe's entry", a_pipe_s_entry, OUT, OUT, OUT | ERR, 0},
    {"unix stream", a_unix_stream, OUT, IN | OUT, IN | OUT | HUP,
     WRITES | COUNTS | STREAM},
    {"unix datagram", a_unix_datagram, OUT, IN | OUT, OUT, WRITES | COUNTS},
    {"TCP", a_tcp, OUT, IN | OUT, IN | OUT, WRITES | COUNTS | STREAM},
    {"TCP, IPv6", a_tcp6, OUT, IN | OUT, IN | OUT, WRITES | COUNTS | STREAM},
    {"UDP", a_udp, OUT, IN | OUT, OUT, WRITES | COUNTS},
    {"eventfd", an_eventfd, OUT, IN | OUT, OUT, WRITES},
};
#define KINDS (sizeof(kinds) / sizeof(kinds[0]))

static bool says(const struct kind *k, int fd, int want)
{
    struct pollfd p = {.fd = fd, .events = POLLIN | POLLOUT};
    int n = poll(&p, 1, 0);

    CHECK(n == (p.revents != 0));
    return (p.revents | (k->can & TYPED ? POLLIN : 0)) == want;
}

/* Waits, without a limit, until fd can be read: loopback is not instant. */
static void await(int fd)
{
    struct pollfd p = {.fd = fd, .events = POLLIN};

    CHECK(poll(&p, 1, -1) == 1);
}

/* Runs @test on a new one of each kind, and says which of them failed. */
static void each(void (*test)(const struct kind *k, int fd[2]))
{
    for (const struct kind *k = kinds; k < kinds + KINDS; k++) {
        unsigned before = failed_checks;
        int fd[2] = {-1, -1};

        k->make(fd);
        if (CHECK(fd[0] >= 0 && fd[1] >= 0))
            test(k, fd);
        CHECK(close(fd[0]) == 0);
        CHECK(fd[1] < 0 || close(fd[1]) == 0);
        if (failed_checks != before)
            fprintf(stderr, "that was: %s\n", k->name);
    }
}

static void polled(const struct kind *k, int fd[2])
{
    CHECK(says(k, fd[0], k->idle));
    if (k->can & WRITES) {
        CHECK(write(fd[1], "12345678", 8) == 8);
        await(fd[0]);
        CHECK(says(k, fd[0], k->full));
    }
}

TEST(poll_tells_each_kind)
{
    each(polled);
}

static void polled_alone(const struct kind *k, int fd[2])
{
    CHECK(close(fd[1]) == 0);
    fd[1] = -1;
    if (k->gone & (IN | HUP))
        await(fd[0]);
    CHECK(says(k, fd[0], k->gone));
}

TEST(poll_tells_that_the_other_end_is_gone)
{
    each(polled_alone);
}

static void together(const struct kind *k, int fd[2])
{
    char buf[8], *const at[] = {buf, buf + 3};
    struct iovec out[] = {{"abc", 3}, {"", 0}, {"defgh", 5}};
    struct iovec in[] = {{at[0], 3}, {at[1], 5}};
    int n = -1;

    if (!(k->can & COUNTS))
        return;
    CHECK(ioctl(fd[0], FIONREAD, &n) == 0 && n == 0);
    CHECK(writev(fd[1], out, 3) == 8);
    await(fd[0]);
    CHECK(ioctl(fd[0], FIONREAD, &n) == 0 && n == 8);
    CHECK(readv(fd[0], in, 2) == 8 && !memcmp(buf, "abcdefgh", 8));
    CHECK(ioctl(fd[0], FIONREAD, &n) == 0 && n == 0);
    CHECK(writev(fd[1], out, -1) == -1 && errno == EINVAL);
    CHECK(readv(fd[0], in, IOV_MAX + 1) == -1 && errno == EINVAL);
}

TEST(several_buffers_and_how_much_there_is)
{
    each(together);
}

static void borders(const struct kind *k, int fd[2])
{
    char buf[16];
    int n = -1;

    if (!(k->can & COUNTS))
        return;
    CHECK(write(fd[1], "abc", 3) == 3 && write(fd[1], "de", 2) == 2);
    do /* the second may come later */
        CHECK(ioctl(fd[0], FIONREAD, &n) == 0 && (n == 3 || n == 5));
    while (k->can & STREAM && n == 3);
    CHECK(n == (k->can & STREAM ? 5 : 3));
    CHECK(read(fd[0], buf, sizeof(buf)) == n && !memcmp(buf, "abcde", n));
    if (!(k->can & STREAM))
        CHECK(read(fd[0], buf, sizeof(buf)) == 2 && !memcmp(buf, "de", 2));
}

TEST(datagrams_are_counted_one_by_one)
{
    each(borders);
}

static void copied(const struct kind *k, int fd[2])
{
    int file = open("/tmp/source", O_RDWR | O_CREAT | O_TRUNC, 0600);
    char buf[8];
    off_t at = 2;

    CHECK(unlink("/tmp/source") == 0 && write(file, "0123456789", 10) == 10);
    if (k->can & COUNTS) {
        CHECK(sendfile(fd[1], file, &at, 5) == 5 && at == 7);
        await(fd[0]);
        CHECK(read(fd[0], buf, 8) == 5 && !memcmp(buf, "23456", 5));
        CHECK(lseek(file, 0, SEEK_CUR) == 10);
        CHECK(sendfile(fd[1], file, &at, 100) == 3 && at == 10);
    }
    CHECK(close(file) == 0);
}

TEST(a_file_is_sent_to_each_kind)
{
    each(copied);
}

TEST(what_has_no_bytes_counts_none)
{
    int event = eventfd(1, 0), n = 7;

    CHECK(ioctl(event, FIONREAD, &n) == -1 && n == 7);
    CHECK(errno == ENOTTY || errno == EINVAL);
    CHECK(close(event) == 0 && ioctl(event, FIONREAD, &n) == -1);
    CHECK(errno == EBADF);
}

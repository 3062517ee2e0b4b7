// expect: status 0
// smp: 1 2 4
/*
 * test_pipe.c - pipes: what goes in comes out, whole, and ends.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include "tests/libc/thread_tools.h"

#define ROOM 65536

static char buffer[2 * ROOM];

TEST(bytes_come_out_as_they_went_in)
{
    int fd[2], n = 0;
    char got[16];
    struct stat st;

    CHECK(pipe(fd) == 0);
    CHECK(fd[0] == 3 && fd[1] == 4);
    CHECK(write(fd[1], "hello", 5) == 5);
    CHECK(ioctl(fd[0], FIONREAD, &n) == 0 && n == 5);
    CHECK(read(fd[0], got, 2) == 2 && memcmp(got, "he", 2) == 0);
    CHECK(read(fd[0], got, sizeof(got)) == 3 && memcmp(got, "llo", 3) == 0);
    CHECK(write(fd[1], "", 0) == 0 && read(fd[0], got, 0) == 0);
    CHECK(fstat(fd[0], &st) == 0 && S_ISFIFO(st.st_mode));
    CHECK(fcntl(fd[0], F_GETPIPE_SZ) == ROOM);
    CHECK(fcntl(1, F_GETPIPE_SZ) == -1 && errno == EBADF);
    CHECK(close(fd[0]) == 0 && close(fd[1]) == 0);
}

TEST(each_end_has_its_direction)
{
    int fd[2];
    char c = 0;

    CHECK(pipe2(fd, O_CLOEXEC) == 0);
    CHECK(fcntl(fd[0], F_GETFD) == FD_CLOEXEC);
    CHECK(write(fd[0], &c, 1) == -1 && errno == EBADF);
    CHECK(read(fd[1], &c, 1) == -1 && errno == EBADF);
    CHECK(lseek(fd[0], 0, SEEK_CUR) == -1 && errno == ESPIPE);
    CHECK(pread(fd[0], &c, 1, 0) == -1 && errno == ESPIPE);
    CHECK(preadv(fd[0], &(struct iovec){&c, 1}, 1, 0) == -1);
    CHECK(errno == ESPIPE);
    CHECK(pipe2(fd, O_APPEND) == -1 && errno == EINVAL);
    CHECK(close(fd[0]) == 0 && close(fd[1]) == 0);
}

TEST(a_full_pipe_takes_no_more)
{
    int fd[2], n;

    CHECK(pipe2(fd, O_NONBLOCK) == 0);
    CHECK(read(fd[0], buffer, 1) == -1 && errno == EAGAIN);
    CHECK(write(fd[1], buffer, 2 * ROOM) == ROOM);
    CHECK(write(fd[1], buffer, 1) == -1 && errno == EAGAIN);
    CHECK(ioctl(fd[1], FIONREAD, &n) == 0 && n == ROOM);
    CHECK(read(fd[0], buffer, 100) == 100);
    /* PIPE_BUF bytes go in as a whole or not at all, more in part */
    CHECK(write(fd[1], buffer, 101) == -1 && errno == EAGAIN);
    CHECK(write(fd[1], buffer, PIPE_BUF + 1) == 100);
    CHECK(read(fd[0], buffer, sizeof(buffer)) == ROOM);
    n = 0;
    CHECK(ioctl(fd[0], FIONBIO, &n) == 0);
    CHECK((fcntl(fd[0], F_GETFL) & O_NONBLOCK) == 0);
    CHECK(fcntl(fd[0], F_SETFL, O_NONBLOCK) == 0);
    CHECK(fcntl(fd[0], F_GETFL) == (O_RDONLY | O_NONBLOCK));
    CHECK(close(fd[0]) == 0 && close(fd[1]) == 0);
}

TEST(the_end_comes_when_the_last_writer_goes)
{
    int fd[2], other;
    char c;

    CHECK(pipe(fd) == 0);
    other = dup(fd[1]);
    CHECK(write(fd[1], "x", 1) == 1 && close(fd[1]) == 0);
    CHECK(fcntl(fd[0], F_SETFL, O_NONBLOCK) == 0);
    CHECK(read(fd[0], &c, 1) == 1 && c == 'x');
    CHECK(read(fd[0], &c, 1) == -1 && errno == EAGAIN);
    CHECK(close(other) == 0);
    CHECK(read(fd[0], &c, 1) == 0);
    CHECK(close(fd[0]) == 0);
}

static volatile sig_atomic_t broken_pipes;

static void count_signal(int sig)
{
    broken_pipes += sig == SIGPIPE;
}

TEST(without_a_reader_a_write_fails_and_says_so)
{
    struct pollfd p;
    int fd[2];

    signal(SIGPIPE, count_signal);
    CHECK(pipe(fd) == 0 && close(fd[0]) == 0);
    CHECK(write(fd[1], "x", 1) == -1 && errno == EPIPE);
    CHECK(broken_pipes == 1);
    p = (struct pollfd){.fd = fd[1], .events = POLLOUT};
    CHECK(poll(&p, 1, -1) == 1 && p.revents == (POLLOUT | POLLERR));
    signal(SIGPIPE, SIG_IGN);
    CHECK(write(fd[1], "x", 1) == -1 && errno == EPIPE);
    CHECK(close(fd[1]) == 0);
}

TEST(poll_says_what_would_not_block)
{
    struct pollfd r, w;
    int fd[2];

    CHECK(pipe2(fd, O_NONBLOCK) == 0);
    r = (struct pollfd){.fd = fd[0], .events = POLLIN};
    w = (struct pollfd){.fd = fd[1], .events = POLLOUT};
    CHECK(poll(&r, 1, 0) == 0 && poll(&w, 1, 0) == 1);
    CHECK(write(fd[1], buffer, 2 * ROOM) == ROOM);
    CHECK(poll(&r, 1, 0) == 1 && r.revents == POLLIN);
    CHECK(poll(&w, 1, 0) == 0);
    CHECK(read(fd[0], buffer, PIPE_BUF) == PIPE_BUF);
    CHECK(poll(&w, 1, 0) == 1);
    CHECK(close(fd[1]) == 0);
    CHECK(poll(&r, 1, -1) == 1 && r.revents == (POLLIN | POLLHUP));
    CHECK(read(fd[0], buffer, sizeof(buffer)) == ROOM - PIPE_BUF);
    CHECK(poll(&r, 1, -1) == 1 && r.revents == POLLHUP);
    CHECK(close(fd[0]) == 0);
}

TEST(several_buffers_are_one_write)
{
    char a[3], b[9];
    struct iovec out[] = {{"ab", 2}, {"", 0}, {"cdef", 4}};
    struct iovec in[] = {{a, 3}, {b, 9}};
    int fd[2];

    CHECK(pipe(fd) == 0);
    CHECK(writev(fd[1], out, 3) == 6);
    CHECK(readv(fd[0], in, 2) == 6);
    CHECK(memcmp(a, "abc", 3) == 0 && memcmp(b, "def", 3) == 0);
    CHECK(writev(fd[1], out, -1) == -1 && errno == EINVAL);
    CHECK(close(fd[0]) == 0 && close(fd[1]) == 0);
}

#define BULK (3 << 20)

static void *send_bulk(void *arg)
{
    unsigned char part[7001];
    size_t at = 0;

    while (at < BULK) {
        size_t n = at % sizeof(part) + 1;

        n = n > BULK - at ? BULK - at : n;
        for (size_t i = 0; i < n; i++)
            part[i] = (unsigned char)((at + i) * 31 >> 3);
        CHECK(write(*(int *)arg, part, n) == (ssize_t)n);
        at += n;
    }
    CHECK(close(*(int *)arg) == 0);
    return NULL;
}

TEST(a_thread_sends_three_megabytes_in_order)
{
    static unsigned char part[5000];
    size_t at = 0;
    ssize_t n;
    pthread_t id;
    int fd[2];

    CHECK(pipe(fd) == 0);
    id = start(send_bulk, &fd[1]);
    while ((n = read(fd[0], part, sizeof(part))) > 0) {
        for (ssize_t i = 0; i < n; i++)
            CHECK(part[i] == (unsigned char)((at + (size_t)i) * 31 >> 3));
        at += (size_t)n;
    }
    CHECK(n == 0 && at == BULK);
    join(id);
    CHECK(close(fd[0]) == 0);
}

#define WRITERS 4
#define RECORDS 200

static int shared_end;

static void *send_records(void *arg)
{
    char record[PIPE_BUF];

    memset(record, (int)(intptr_t)arg, sizeof(record));
    for (int i = 0; i < RECORDS; i++)
        CHECK(write(shared_end, record, sizeof(record)) == sizeof(record));
    return NULL;
}

TEST(writes_up_to_PIPE_BUF_do_not_mix)
{
    pthread_t ids[WRITERS];
    unsigned seen[WRITERS] = {0};
    static char record[PIPE_BUF];
    int fd[2];

    CHECK(pipe(fd) == 0);
    shared_end = fd[1];
    for (intptr_t i = 0; i < WRITERS; i++)
        ids[i] = start(send_records, (void *)i);
    for (int i = 0; i < WRITERS * RECORDS; i++) {
        size_t got = 0;
        while (got < sizeof(record)) {
            ssize_t n = read(fd[0], record + got, sizeof(record) - got);
            CHECK(n > 0);
            got += n > 0 ? (size_t)n : sizeof(record);
        }
        CHECK(record[0] >= 0 && record[0] < WRITERS);
        CHECK(memcmp(record, record + 1, sizeof(record) - 1) == 0);
        seen[record[0] % WRITERS]++;
    }
    for (int i = 0; i < WRITERS; i++) {
        join(ids[i]);
        CHECK(seen[i] == RECORDS);
    }
    CHECK(close(fd[0]) == 0 && close(fd[1]) == 0);
}

static void *read_one_byte(void *arg)
{
    char c = 0;

    return (void *)(intptr_t)(read(*(int *)arg, &c, 1) == 1 ? c : -1);
}

/* The descriptor goes; the read that is under way does not notice. */
TEST(closing_what_another_thread_reads_ends_nothing)
{
    pthread_t id;
    int fd[2], end, reads;

    CHECK(pipe(fd) == 0);
    end = fd[0];
    id = start(read_one_byte, &end);
    let_others_wait();
    CHECK(close(fd[0]) == 0);
    CHECK(fcntl(fd[0], F_GETFD) == -1 && errno == EBADF);
    /* unless it had not begun, it still gets what is written */
    signal(SIGPIPE, SIG_IGN);
    reads = write(fd[1], "y", 1) == 1;
    CHECK(join(id) == (void *)(intptr_t)(reads ? 'y' : -1));
    CHECK(close(fd[1]) == 0);
}

TEST(a_cancelled_reader_ends)
{
    pthread_t id;
    int fd[2];

    CHECK(pipe(fd) == 0);
    id = start(read_one_byte, &fd[0]);
    CHECK(pthread_cancel(id) == 0);
    CHECK(join(id) == PTHREAD_CANCELED);
    CHECK(close(fd[0]) == 0);
    signal(SIGPIPE, SIG_IGN);
    CHECK(write(fd[1], "x", 1) == -1 && errno == EPIPE);
    CHECK(close(fd[1]) == 0);
}

// expect: status 0
// smp: 1 2
// cflags: -pthread
/*
 * test_file_lock.c - flock() and fcntl()'s locks, between descriptions,
 * descriptors and threads; O_SYNC.
 *
 * Nothing in it is of pith: on another system it passes too.
 */
#define _GNU_SOURCE /* F_OFD_SETLK */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "tests/libc/thread_tools.h"

#define FAILS(call, error) CHECK((errno = 0, (call) == -1) && errno == (error))

static int a, b; /* two descriptions of one file */
static atomic_bool released;

static void begin(void)
{
    a = open("/tmp/file-lock", O_RDWR | O_CREAT, 0644);
    b = open("/tmp/file-lock", O_RDWR);
    CHECK(a >= 0 && b >= 0);
    released = false;
}

static void end(void)
{
    CHECK(close(a) == 0 && close(b) == 0);
}

/* fcntl() with @cmd and @type of @len bytes at @start. */
static int lock(int fd, int cmd, short type, long start, long len)
{
    struct flock l = {.l_type = type, .l_start = start, .l_len = len};

    return fcntl(fd, cmd, &l);
}

static bool asks(int fd, short type, long start, long len, short found, long at,
                 long size)
{
    struct flock l = {.l_type = type, .l_start = start, .l_len = len};

    if (fcntl(fd, F_OFD_GETLK, &l))
        return false;
    return l.l_type == found &&
           (found == F_UNLCK ||
            (l.l_start == at && l.l_len == size && l.l_pid == -1));
}

TEST(flock_between_descriptions)
{
    int other;

    begin();
    CHECK(flock(a, LOCK_EX) == 0);
    FAILS(flock(b, LOCK_SH | LOCK_NB), EWOULDBLOCK);
    FAILS(flock(b, LOCK_EX | LOCK_NB), EWOULDBLOCK);
    CHECK(flock(a, LOCK_SH) == 0 && flock(b, LOCK_SH | LOCK_NB) == 0);
    FAILS(flock(a, LOCK_EX | LOCK_NB), EWOULDBLOCK);
    CHECK(flock(b, LOCK_UN) == 0 && flock(a, LOCK_EX | LOCK_NB) == 0);
    other = dup(a); /* shares the lock */
    CHECK(flock(other, LOCK_EX | LOCK_NB) == 0 && close(a) == 0);
    FAILS(flock(b, LOCK_EX | LOCK_NB), EWOULDBLOCK);
    CHECK(close(other) == 0 && flock(b, LOCK_EX | LOCK_NB) == 0);
    a = open("/tmp/file-lock", O_RDONLY);
    FAILS(flock(a, LOCK_SH | LOCK_NB), EWOULDBLOCK);
    FAILS(flock(a, 77), EINVAL);
    FAILS(flock(99, LOCK_SH), EBADF);
    end();
}

TEST(ranges_of_descriptions)
{
    begin();
    CHECK(lock(a, F_OFD_SETLK, F_WRLCK, 10, 20) == 0);
    FAILS(lock(b, F_OFD_SETLK, F_RDLCK, 29, 1), EAGAIN);
    CHECK(lock(b, F_OFD_SETLK, F_WRLCK, 30, 0) == 0);
    CHECK(lock(b, F_OFD_SETLK, F_WRLCK, 0, 10) == 0);
    CHECK(asks(b, F_RDLCK, 5, 100, F_WRLCK, 10, 20));
    CHECK(asks(a, F_RDLCK, 40, 5, F_WRLCK, 30, 0));
    /* a hole in the middle: two remain */
    CHECK(lock(a, F_OFD_SETLK, F_UNLCK, 15, 5) == 0);
    CHECK(asks(b, F_WRLCK, 12, 5, F_WRLCK, 10, 5));
    CHECK(asks(b, F_WRLCK, 15, 5, F_UNLCK, 0, 0));
    CHECK(asks(b, F_WRLCK, 16, 5, F_WRLCK, 20, 10));
    CHECK(lock(b, F_OFD_SETLK, F_WRLCK, 15, 5) == 0);
    /* one's own are replaced: exclusive becomes shared */
    CHECK(lock(a, F_OFD_SETLK, F_RDLCK, 20, 10) == 0);
    CHECK(lock(b, F_OFD_SETLK, F_RDLCK, 20, 10) == 0);
    FAILS(lock(b, F_OFD_SETLK, F_WRLCK, 20, 10), EAGAIN);
    /* nothing of these is flock()'s business */
    CHECK(flock(a, LOCK_EX | LOCK_NB) == 0);
    FAILS(lock(a, F_OFD_SETLK, F_WRLCK, -1, 5), EINVAL);
    FAILS(lock(a, F_SETLK, F_WRLCK, 5, -6), EINVAL);
    end();
    begin();
    CHECK(lock(a, F_OFD_SETLK, F_WRLCK, 0, 0) == 0);
    end();
}

static void *wait_flock(void *arg)
{
    CHECK(flock(b, LOCK_EX) == 0);
    CHECK(released);
    return arg;
}

static void *wait_range(void *arg)
{
    CHECK(lock(b, F_OFD_SETLKW, F_WRLCK, 0, 0) == 0);
    CHECK(released);
    return arg;
}

/* Locks of the process are every thread's. */
static void *lock_for_process(void *arg)
{
    CHECK(lock(b, F_SETLK, F_WRLCK, 0, 0) == 0);
    CHECK(lock(b, F_SETLKW, F_WRLCK, 5, 5) == 0);
    return arg;
}

TEST(threads)
{
    pthread_t t;

    begin();
    CHECK(lock(a, F_SETLK, F_WRLCK, 0, 0) == 0);
    CHECK(pthread_create(&t, NULL, lock_for_process, NULL) == 0);
    CHECK(pthread_join(t, NULL) == 0);
    CHECK(lock(a, F_SETLK, F_WRLCK, 5, -5) == 0);
    CHECK(lock(a, F_SETLK, F_UNLCK, 0, 0) == 0);
    CHECK(flock(a, LOCK_EX) == 0);
    CHECK(pthread_create(&t, NULL, wait_flock, NULL) == 0);
    let_others_wait();
    released = true;
    CHECK(flock(a, LOCK_UN) == 0 && pthread_join(t, NULL) == 0);
    released = false;
    CHECK(lock(a, F_OFD_SETLK, F_RDLCK, 3, 1) == 0);
    CHECK(pthread_create(&t, NULL, wait_range, NULL) == 0);
    let_others_wait();
    released = true;
    CHECK(close(a) == 0 && pthread_join(t, NULL) == 0);
    a = open("/tmp/file-lock", O_RDWR);
    end();
}

/* Two that both want what both share: the one that waits lets go. */
static void *upgrade(void *arg)
{
    int fd = *(int *)arg;

    CHECK(flock(fd, LOCK_SH) == 0 && flock(fd, LOCK_EX) == 0);
    CHECK(flock(fd, LOCK_UN) == 0);
    return NULL;
}

TEST(upgrades)
{
    pthread_t t[2];

    begin();
    for (int i = 0; i < 200; i++) {
        CHECK(pthread_create(&t[0], NULL, upgrade, &a) == 0);
        CHECK(pthread_create(&t[1], NULL, upgrade, &b) == 0);
        CHECK(pthread_join(t[0], NULL) == 0 && pthread_join(t[1], NULL) == 0);
    }
    end();
}

TEST(writes_that_last)
{
    char got[8];
    int fd = open("/tmp/file-lock", O_RDWR | O_CREAT | O_SYNC, 0644);

    CHECK(fd >= 0 && (fcntl(fd, F_GETFL) & O_SYNC) == O_SYNC);
    CHECK(write(fd, "one", 3) == 3 && pwrite(fd, "two", 3, 1) == 3);
    CHECK(pread(fd, got, sizeof(got), 0) >= 4 && memcmp(got, "otwo", 4) == 0);
    CHECK(fdatasync(fd) == 0 && close(fd) == 0);
}

// expect: status 0
/*
 * test_devices.c - the files of /dev that programs expect.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/libc/harness.h"

static char buf[64];

static int device(const char *path)
{
    int fd = open(path, O_RDWR);
    struct stat st;

    CHECK(fd >= 0 && fstat(fd, &st) == 0 && S_ISCHR(st.st_mode));
    return fd;
}

TEST(null)
{
    int fd = device("/dev/null");

    CHECK(write(fd, "x", 1) == 1 && read(fd, buf, 1) == 0 && !isatty(fd));
    CHECK(lseek(fd, 5, SEEK_SET) == 0 && close(fd) == 0);
    fd = open("/dev/null", O_WRONLY | O_CREAT | O_TRUNC, 0644);
    CHECK(fd >= 0 && close(fd) == 0);
    CHECK(freopen("/dev/null", "w", stdout) && puts("unseen") >= 0);
}

TEST(zero_and_full)
{
    int zero = device("/dev/zero"), full = device("/dev/full");

    memset(buf, 1, sizeof(buf));
    CHECK(read(zero, buf, sizeof(buf)) == sizeof(buf));
    CHECK(buf[0] == 0 && buf[sizeof(buf) - 1] == 0 && write(zero, "x", 1) == 1);
    CHECK(write(full, "x", 1) == -1 && errno == ENOSPC);
    close(zero), close(full);
}

/* Where the CPU has no source of it, reading fails; it never repeats. */
TEST(random_bytes)
{
    int fd = device("/dev/urandom");
    ssize_t n = read(fd, buf, 32);

    if (n == -1)
        CHECK(errno == ENOSYS || errno == EIO);
    else
        CHECK(n == 32 && read(fd, buf + 32, 32) == 32 &&
              memcmp(buf, buf + 32, 32) != 0);
    close(fd);
}

TEST(the_console)
{
    int fd = device("/dev/tty");

    CHECK(write(fd, "", 0) == 0 && lseek(fd, 0, SEEK_SET) == -1);
    CHECK(errno == ESPIPE && close(fd) == 0);
}

TEST(other_files)
{
    struct stat st;

    CHECK(stat("/tmp", &st) == 0 && (st.st_mode & 07777) == 01777);
    CHECK(unlink("/dev/random") == 0 && open("/dev/random", O_RDONLY) == -1);
    CHECK(mkdir("/dev/shm", 0777) == 0);
}

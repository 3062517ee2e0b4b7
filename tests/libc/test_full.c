// expect: status 0
// run: -m 24M
/*
 * test_full.c - files until memory is full: ENOSPC, and then it goes on.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/libc/harness.h"

static char piece[64 * 1024];

/* Writes until nothing more fits; how much did. */
static long fill(const char *path)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
    long sum = 0;
    ssize_t n;

    while ((n = write(fd, piece, sizeof(piece))) > 0)
        sum += n;
    CHECK(n == -1 && errno == ENOSPC);
    CHECK(lseek(fd, 0, SEEK_END) == sum && close(fd) == 0);
    return sum;
}

TEST(a_full_tree)
{
    long first, again;

    memset(piece, 0x5a, sizeof(piece));
    first = fill("/tmp/a");
    CHECK(first > 16l << 20);
    CHECK(mkdir("/tmp/d", 0755) == 0 || errno == ENOSPC || errno == ENOMEM);
    CHECK(unlink("/tmp/a") == 0);
    again = fill("/tmp/b");
    CHECK(again > first - (1l << 20));
    CHECK(truncate("/tmp/b", 4096) == 0);
}

TEST(memory_comes_back)
{
    unlink("/tmp/b");
    for (int i = 0; i < 20; i++) {
        int fd = open("/tmp/c", O_RDWR | O_CREAT, 0644);

        for (int j = 0; j < 160; j++)
            CHECK(write(fd, piece, sizeof(piece)) == sizeof(piece));
        CHECK(unlink("/tmp/c") == 0 && close(fd) == 0);
    }
}

/* Small files until there is no room for a name or a node. */
TEST(a_full_directory)
{
    char name[32];
    int n = 0, fd;

    CHECK(mkdir("/tmp/many", 0755) == 0 && chdir("/tmp/many") == 0);
    for (;; n++) {
        snprintf(name, sizeof(name), "%d", n);
        fd = open(name, O_WRONLY | O_CREAT, 0644);
        if (fd < 0)
            break;
        close(fd);
    }
    CHECK((errno == ENOSPC || errno == ENOMEM) && n > 10000);
    while (n-- > 0) {
        snprintf(name, sizeof(name), "%d", n);
        if (unlink(name)) {
            CHECK(!"every file can be removed");
            break;
        }
    }
    CHECK(chdir("/") == 0 && rmdir("/tmp/many") == 0);
}

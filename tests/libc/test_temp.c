// expect: status 0
/*
 * test_temp.c - temporary files and directories, and limits POSIX names.
 */
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/libc/harness.h"

_Static_assert(SSIZE_MAX == 0x7fffffffffffffff, "ssize_t has 64 bits");

TEST(mkstemp_makes_a_new_file)
{
    char a[] = "/tmp/aXXXXXX", b[] = "/tmp/aXXXXXX";
    int fa = mkstemp(a), fb = mkstemp(b);

    CHECK(fa >= 0 && fb >= 0 && strcmp(a, b) != 0);
    CHECK(write(fa, "x", 1) == 1);
    CHECK(close(fa) == 0 && close(fb) == 0);
    CHECK(unlink(a) == 0 && unlink(b) == 0);
}

TEST(mkdtemp_makes_a_new_directory)
{
    char path[] = "/tmp/dXXXXXX";
    struct stat st;

    CHECK(mkdtemp(path) == path);
    CHECK(stat(path, &st) == 0 && S_ISDIR(st.st_mode));
    CHECK((st.st_mode & 0777) == 0700);
    CHECK(rmdir(path) == 0);
}

TEST(tmpfile_is_read_back)
{
    FILE *f = tmpfile();
    char text[8] = "";

    if (!CHECK(f))
        return;
    CHECK(fputs("hello", f) >= 0);
    rewind(f);
    CHECK(fgets(text, sizeof(text), f) && strcmp(text, "hello") == 0);
    CHECK(fclose(f) == 0);
}

TEST(times_can_be_set_to_now_or_left)
{
    struct timespec now[2] = {{.tv_nsec = UTIME_NOW}, {.tv_nsec = UTIME_NOW}};
    struct timespec keep[2] = {{.tv_nsec = UTIME_OMIT},
                               {.tv_nsec = UTIME_OMIT}};

    CHECK(utimensat(AT_FDCWD, "/tmp", now, 0) == 0);
    CHECK(utimensat(AT_FDCWD, "/tmp", keep, 0) == 0);
}

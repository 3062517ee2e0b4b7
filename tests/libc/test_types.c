// expect: status 0
/*
 * test_types.c - POSIX's types are as wide as they must be.
 *
 * newlib's defaults would be 16 bits for an inode and int for read().
 */
#include <dirent.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

#include "tests/libc/harness.h"

#define SAME(a, b)   __builtin_types_compatible_p(a, b)
#define IS_SIGNED(t) ((t)-1 < (t)1)
#define ASSERT(cond) _Static_assert(cond, #cond)

ASSERT(sizeof(ssize_t) == 8 && IS_SIGNED(ssize_t));
ASSERT(sizeof(size_t) == 8 && !IS_SIGNED(size_t));
ASSERT(sizeof(off_t) == 8 && IS_SIGNED(off_t));
ASSERT(sizeof(time_t) == 8 && IS_SIGNED(time_t));
ASSERT(sizeof(ino_t) == 8 && !IS_SIGNED(ino_t));
ASSERT(sizeof(dev_t) == 8 && !IS_SIGNED(dev_t));
ASSERT(sizeof(uid_t) == 4 && sizeof(gid_t) == 4);
ASSERT(sizeof(pid_t) == 4 && IS_SIGNED(pid_t));
ASSERT(sizeof(((struct stat *)0)->st_ino) == 8);
ASSERT(sizeof(((struct stat *)0)->st_dev) == 8);
ASSERT(sizeof(((struct stat *)0)->st_size) == 8);
ASSERT(sizeof(((struct dirent *)0)->d_ino) == 8);
ASSERT(sizeof(((struct timespec *)0)->tv_nsec) == 8);
ASSERT(sizeof(wchar_t) == 4 && sizeof(long double) == 16);

ASSERT(SAME(__typeof__(read), ssize_t(int, void *, size_t)));
ASSERT(SAME(__typeof__(write), ssize_t(int, const void *, size_t)));
ASSERT(SAME(__typeof__(lseek), off_t(int, off_t, int)));
ASSERT(SAME(__typeof__(sbrk), void *(ptrdiff_t)));

/* A macro that says which system this is would bring in the wrong code. */
#if defined(__linux__) || defined(linux) || defined(__unix__) || defined(unix)
#error "the host's macros show through"
#endif

TEST(a_large_count_is_not_cut)
{
    /* the library was built with the types the headers show */
    CHECK(SAME(__typeof__(write(1, "", 0)), ssize_t));
    CHECK(write(1, "", 0) == 0);
}

TEST(a_late_time_is_not_cut)
{
    time_t t = 1ll << 33; /* the year 2242 */
    struct tm tm;

    CHECK(gmtime_r(&t, &tm) == &tm);
    CHECK(tm.tm_year == 2242 - 1900);
}

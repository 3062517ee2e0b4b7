/*
 * utime.c - the times of a file: utimensat() and what came before it.
 */
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <utime.h>

#include "libc/fd.h"
#include "libc/setattr.h"

#define NS_PER_S  1000000000
#define NS_PER_US 1000
#define US_PER_S  1000000

/* What setattr() must do for @ts; the bits are those of one of the times. */
static int one_time(const struct timespec *ts, unsigned bit, unsigned now_bit,
                    unsigned *which, vtime_t *time)
{
    if (ts->tv_nsec == UTIME_OMIT)
        return 0;
    *which |= bit;
    if (ts->tv_nsec == UTIME_NOW) {
        *which |= now_bit;
        return 0;
    }
    if (ts->tv_nsec < 0 || ts->tv_nsec >= NS_PER_S)
        return -EINVAL;
    if (__builtin_mul_overflow((vtime_t)ts->tv_sec, NS_PER_S, time) ||
        __builtin_add_overflow(*time, ts->tv_nsec, time))
        return -EOVERFLOW;
    return 0;
}

/* NULL: both now. */
static int both_times(const struct timespec *times, unsigned *which,
                      struct vattr *attr)
{
    int err;

    *which = 0;
    *attr = (struct vattr){0};
    if (!times) {
        *which = VATTR_ATIME | VATTR_ATIME_NOW | VATTR_MTIME | VATTR_MTIME_NOW;
        return 0;
    }
    err =
        one_time(&times[0], VATTR_ATIME, VATTR_ATIME_NOW, which, &attr->atime);
    if (err)
        return err;
    return one_time(&times[1], VATTR_MTIME, VATTR_MTIME_NOW, which,
                    &attr->mtime);
}

int utimensat(int dirfd, const char *path, const struct timespec times[2],
              int flags)
{
    struct vattr attr;
    unsigned which;
    int err = both_times(times, &which, &attr);

    if (flags & ~AT_SYMLINK_NOFOLLOW)
        err = -EINVAL;
    if (err)
        return (int)libc_result(err);
    return libc_setattr_at(dirfd, path, !(flags & AT_SYMLINK_NOFOLLOW), which,
                           &attr);
}

int futimens(int fd, const struct timespec times[2])
{
    struct vattr attr;
    unsigned which;
    int err = both_times(times, &which, &attr);

    if (err)
        return (int)libc_result(err);
    return libc_setattr_fd(fd, which, &attr);
}

static bool from_timeval(const struct timeval *tv, struct timespec *ts)
{
    for (int i = 0; i < 2; i++) {
        if (tv[i].tv_usec < 0 || tv[i].tv_usec >= US_PER_S)
            return false;
        ts[i].tv_sec = tv[i].tv_sec;
        ts[i].tv_nsec = tv[i].tv_usec * NS_PER_US;
    }
    return true;
}

int utimes(const char *path, const struct timeval times[2])
{
    struct timespec ts[2];

    if (times && !from_timeval(times, ts))
        return (int)libc_result(-EINVAL);
    return utimensat(AT_FDCWD, path, times ? ts : NULL, 0);
}

int lutimes(const char *path, const struct timeval times[2])
{
    struct timespec ts[2];

    if (times && !from_timeval(times, ts))
        return (int)libc_result(-EINVAL);
    return utimensat(AT_FDCWD, path, times ? ts : NULL, AT_SYMLINK_NOFOLLOW);
}

int futimes(int fd, const struct timeval times[2])
{
    struct timespec ts[2];

    if (times && !from_timeval(times, ts))
        return (int)libc_result(-EINVAL);
    return futimens(fd, times ? ts : NULL);
}

int utime(const char *path, const struct utimbuf *times)
{
    struct timespec ts[2];

    if (!times)
        return utimensat(AT_FDCWD, path, NULL, 0);
    ts[0] = (struct timespec){times->actime, 0};
    ts[1] = (struct timespec){times->modtime, 0};
    return utimensat(AT_FDCWD, path, ts, 0);
}

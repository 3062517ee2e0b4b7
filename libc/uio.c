/*
 * uio.c - readv() and writev(): several buffers with one call.
 *
 * Done one buffer after the other, which nobody can tell while one thread
 * runs; a short count ends it.
 */
#include <stdint.h>
#include <sys/uio.h>
#include <unistd.h>

#include "libc/fd.h"

/* The sum of the lengths must fit the result. */
static int check(const struct iovec *iov, int count)
{
    size_t sum = 0;

    if (count < 0 || count > UIO_MAXIOV)
        return -EINVAL;
    for (int i = 0; i < count; i++) {
        if (iov[i].iov_len > PTRDIFF_MAX - sum)
            return -EINVAL;
        sum += iov[i].iov_len;
    }
    return 0;
}

static ssize_t transfer(int fd, const struct iovec *iov, int count, bool out)
{
    ssize_t sum = check(iov, count);

    if (sum < 0)
        return libc_result(sum);
    for (int i = 0; i < count; i++) {
        ssize_t n = out ? write(fd, iov[i].iov_base, iov[i].iov_len)
                        : read(fd, iov[i].iov_base, iov[i].iov_len);

        if (n < 0)
            return sum ? sum : -1;
        sum += n;
        if ((size_t)n < iov[i].iov_len)
            break;
    }
    return sum;
}

ssize_t readv(int fd, const struct iovec *iov, int count)
{
    return transfer(fd, iov, count, false);
}

ssize_t writev(int fd, const struct iovec *iov, int count)
{
    return transfer(fd, iov, count, true);
}

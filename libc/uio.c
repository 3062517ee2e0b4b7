/*
 * uio.c - readv() and writev(): several buffers with one call.
 *
 * By the file's own operation, or one buffer after the other; then a short
 * count ends it.
 */
#include <fcntl.h>
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
    struct file *f = libc_fd_file(fd);

    if (sum < 0)
        return libc_result(sum);
    if (f && out && f->ops->writev && (f->flags & O_ACCMODE) != O_RDONLY)
        return libc_result(f->ops->writev(f, iov, count));
    if (f && !out && f->ops->readv && (f->flags & O_ACCMODE) != O_WRONLY)
        return libc_result(f->ops->readv(f, iov, count));
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

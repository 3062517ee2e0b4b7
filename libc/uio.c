/*
 * uio.c - readv(), writev() and their kin: several buffers with one call.
 *
 * By the file's own operation, or one buffer after the other; then a short
 * count ends it.
 */
#include <fcntl.h>
#include <stdint.h>
#include <sys/uio.h>
#include <unistd.h>

#include "libc/fd.h"
#include "libc/iov.h"
#include "libc/poll.h"

#define NO_OFFSET (-1)

/* One buffer; @off is NO_OFFSET for the file's own position. */
static ssize_t one(int fd, const struct iovec *iov, off_t off, bool out)
{
    if (off != NO_OFFSET)
        return out ? pwrite(fd, iov->iov_base, iov->iov_len, off)
                   : pread(fd, iov->iov_base, iov->iov_len, off);
    return out ? write(fd, iov->iov_base, iov->iov_len)
               : read(fd, iov->iov_base, iov->iov_len);
}

static ssize_t one_by_one(int fd, const struct iovec *iov, int count, off_t off,
                          bool out)
{
    ssize_t sum = 0;

    for (int i = 0; i < count; i++) {
        ssize_t n = one(fd, &iov[i], off == NO_OFFSET ? off : off + sum, out);

        if (n < 0)
            return sum ? sum : -1;
        sum += n;
        if ((size_t)n < iov[i].iov_len)
            break;
    }
    return sum;
}

/* At once, if the file has an operation for that: *@done says so. */
static ssize_t at_once(int fd, const struct iovec *iov, int count, bool out,
                       bool *done)
{
    LIBC_FILE(f, fd);

    if (f && out && f->ops->writev && (f->flags & O_ACCMODE) != O_RDONLY)
        return f->ops->writev(f, iov, count);
    if (f && !out && f->ops->readv && (f->flags & O_ACCMODE) != O_WRONLY)
        return f->ops->readv(f, iov, count);
    *done = false;
    return 0;
}

static ssize_t transfer(int fd, const struct iovec *iov, int count, bool out)
{
    ssize_t n = libc_iov_size(iov, count);
    bool done = true;

    if (n < 0)
        return libc_result(n);
    n = at_once(fd, iov, count, out, &done);
    if (!done)
        return one_by_one(fd, iov, count, NO_OFFSET, out);
    return libc_done(n);
}

static ssize_t transfer_at(int fd, const struct iovec *iov, int count,
                           off_t off, bool out)
{
    ssize_t n = libc_iov_size(iov, count);

    if (n < 0 || off < 0)
        return libc_result(-EINVAL);
    return one_by_one(fd, iov, count, off, out);
}

ssize_t readv(int fd, const struct iovec *iov, int count)
{
    return transfer(fd, iov, count, false);
}

ssize_t writev(int fd, const struct iovec *iov, int count)
{
    return transfer(fd, iov, count, true);
}

ssize_t preadv(int fd, const struct iovec *iov, int count, off_t off)
{
    return transfer_at(fd, iov, count, off, false);
}

ssize_t pwritev(int fd, const struct iovec *iov, int count, off_t off)
{
    return transfer_at(fd, iov, count, off, true);
}

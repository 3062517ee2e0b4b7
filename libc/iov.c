/*
 * iov.c - several buffers as if they were one.
 */
#include "libc/iov.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>

#include "kernel/base.h"

ssize_t libc_iov_size(const struct iovec *iov, int count)
{
    size_t sum = 0;

    if (count < 0 || count > UIO_MAXIOV)
        return -EINVAL;
    for (int i = 0; i < count; i++) {
        if (iov[i].iov_len > PTRDIFF_MAX - sum)
            return -EINVAL;
        sum += iov[i].iov_len;
    }
    return (ssize_t)sum;
}

void libc_iov_copy(const struct iovec *iov, size_t at, char *p, size_t n,
                   bool into)
{
    for (; at >= iov->iov_len && n; iov++)
        at -= iov->iov_len;
    for (; n; iov++, at = 0) {
        char *buf = (char *)iov->iov_base + at;
        size_t part = MIN(n, iov->iov_len - at);

        memcpy(into ? buf : p, into ? p : buf, part);
        p += part;
        n -= part;
    }
}

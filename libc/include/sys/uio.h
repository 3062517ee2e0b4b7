/*
 * sys/uio.h - reading and writing several buffers with one call.
 */
#pragma once

#include <sys/cdefs.h>
#include <sys/types.h>

#define UIO_MAXIOV 1024

struct iovec {
    void *iov_base;
    size_t iov_len;
};

__BEGIN_DECLS
ssize_t readv(int __fd, const struct iovec *__iov, int __count);
ssize_t writev(int __fd, const struct iovec *__iov, int __count);
/* At a position of the caller's; not all of it or none, unlike the above. */
ssize_t preadv(int __fd, const struct iovec *__iov, int __count, off_t __off);
ssize_t pwritev(int __fd, const struct iovec *__iov, int __count, off_t __off);
__END_DECLS

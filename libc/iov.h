/*
 * iov.h - several buffers as if they were one.
 */
#pragma once

#include <stdbool.h>
#include <sys/uio.h>

/* libc_iov_size - bytes in all; -EINVAL if there are too many or the sum does
 * not fit the result of a call. */
ssize_t libc_iov_size(const struct iovec *iov, int count);

/*
 * libc_iov_copy - move @n bytes between byte @at of the buffers and @p.
 *
 * @into  to the buffers; else from them. They have @at + @n bytes.
 */
void libc_iov_copy(const struct iovec *iov, size_t at, char *p, size_t n,
                   bool into);

/*
 * anon_file.h - files without a name that a call makes: eventfd, timerfd,
 * epoll.
 */
#pragma once

#include "libc/fd.h"

/* What the Linux headers call EFD_, TFD_ and EPOLL_ NONBLOCK and CLOEXEC. */
#define ANON_NONBLOCK 04000
#define ANON_CLOEXEC  02000000

/*
 * libc_anon_fd - a descriptor for @f, which is new and for both directions.
 *
 * @flags  ANON_NONBLOCK, ANON_CLOEXEC
 *
 * Returns it, or -EMFILE, -ENOMEM: then @f has been closed.
 */
int libc_anon_fd(struct file *f, const struct file_ops *ops, int flags);

/* libc_anon_stat - the fstat operation of such files. */
int libc_anon_stat(struct file *f, bool times, struct stat *st);

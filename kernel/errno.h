/*
 * errno.h - the error numbers that kernel calls return, negated.
 *
 * The values are newlib's, so that libc/ hands them on unchanged; a test in
 * libc/ compares them with newlib's <errno.h>.
 */
#pragma once

#ifndef EPERM
#define EPERM     1
#define ENOENT    2
#define EINTR     4
#define EIO       5
#define EAGAIN    11
#define ENOMEM    12
#define EFAULT    14
#define EBUSY     16
#define ENODEV    19
#define EINVAL    22
#define ENOSPC    28
#define EROFS     30
#define ENOSYS    88
#define ETIMEDOUT 116
#endif

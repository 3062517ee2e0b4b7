/*
 * fd_limit.c - how many descriptors there may be: RLIMIT_NOFILE.
 *
 * At first as many as select() can name, so that a program that never heard of
 * more keeps within it; setrlimit() allows up to FD_TABLE_MAX. Descriptors that
 * are open stay so.
 */
#define _GNU_SOURCE
#include "libc/fd_limit.h"

#include <errno.h>
#include <unistd.h>

#include "libc/fd.h"
#include "libc/held.h"

void libc_fd_limits(struct rlimit *limit)
{
    LIBC_HELD(&libc_fd_lock);
    *limit =
        (struct rlimit){(rlim_t)libc_fd_table.limit, (rlim_t)libc_fd_table.max};
}

/* One process, owned by root: the greatest may go up again. */
static int set_fd_limits(const struct rlimit *limit)
{
    LIBC_HELD(&libc_fd_lock);
    if (limit->rlim_max > FD_TABLE_MAX)
        return -EPERM; /* as Linux above fs.nr_open */
    libc_fd_table.limit = (int)limit->rlim_cur;
    libc_fd_table.max = (int)limit->rlim_max;
    return 0;
}

/* Of the others, what is in force already is all that can be set. */
static int set(int resource, const struct rlimit *limit)
{
    struct rlimit now;

    if (getrlimit(resource, &now))
        return -errno;
    if (limit->rlim_cur > limit->rlim_max)
        return -EINVAL;
    if (resource == RLIMIT_NOFILE)
        return set_fd_limits(limit);
    return limit->rlim_cur != now.rlim_cur || limit->rlim_max != now.rlim_max
               ? -EPERM
               : 0;
}

int setrlimit(int resource, const struct rlimit *limit)
{
    return (int)libc_result(limit ? set(resource, limit) : -EFAULT);
}

int getdtablesize(void)
{
    return libc_fd_table.limit;
}

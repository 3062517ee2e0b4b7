/*
 * lock.c - flock() and lockf(): granted always, as by fcntl().
 */
#include <fcntl.h>
#include <unistd.h>

#include "libc/fd.h"

int flock(int fd, int how)
{
    if (!libc_fd_file(fd))
        return (int)libc_result(-EBADF);
    how &= ~LOCK_NB;
    return (int)libc_result(
        how == LOCK_SH || how == LOCK_EX || how == LOCK_UN ? 0 : -EINVAL);
}

int lockf(int fd, int cmd, off_t len)
{
    LIBC_FILE(f, fd);

    (void)len;
    if (!f)
        return (int)libc_result(-EBADF);
    if (cmd != F_ULOCK && cmd != F_LOCK && cmd != F_TLOCK && cmd != F_TEST)
        return (int)libc_result(-EINVAL);
    if ((cmd == F_LOCK || cmd == F_TLOCK) && (f->flags & O_ACCMODE) == O_RDONLY)
        return (int)libc_result(-EBADF);
    return 0;
}

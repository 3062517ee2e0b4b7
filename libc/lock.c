/*
 * lock.c - flock(), between open file descriptions; lockf(), granted always
 * as by fcntl().
 */
#include <fcntl.h>
#include <unistd.h>

#include "libc/fd.h"
#include "libc/file_lock.h"

int flock(int fd, int how)
{
    LIBC_FILE(f, fd);
    struct file_lock l = {.owner = f, .end = INT64_MAX, .whole = true};
    int what = how & ~LOCK_NB;

    if (!f)
        return (int)libc_result(-EBADF);
    if (!f->vnode || (what != LOCK_SH && what != LOCK_EX && what != LOCK_UN))
        return (int)libc_result(-EINVAL);
    if (what == LOCK_UN)
        return (int)libc_result(libc_lock_clear(&l));
    l.exclusive = what == LOCK_EX;
    return (int)libc_result(libc_lock_set(&l, !(how & LOCK_NB)));
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

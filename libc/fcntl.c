/*
 * fcntl.c - flags of descriptors and files, and record locks.
 *
 * Record locks keep processes apart, and there is one process: a lock that
 * is asked for properly is always granted, and nobody else ever holds one.
 */
#define _GNU_SOURCE /* F_GETPIPE_SZ */
#include <fcntl.h>
#include <stdarg.h>
#include <stdint.h>
#include <unistd.h>

#include "libc/fd.h"
#include "libc/held.h"
#include "libc/pipe.h"

/* What F_SETFL changes. */
#define STATUS_FLAGS (O_APPEND | O_NONBLOCK | O_SYNC)

static int duplicate(struct file *f, int lowest, bool cloexec)
{
    int fd;

    fd = libc_fd_new(libc_file_get(f), lowest, cloexec);
    if (fd < 0)
        libc_file_put(f); /* not the last */
    return fd;
}

static int lock(const struct file *f, int cmd, struct flock *lock)
{
    int access = f->flags & O_ACCMODE;

    if (lock->l_whence != SEEK_SET && lock->l_whence != SEEK_CUR &&
        lock->l_whence != SEEK_END)
        return -EINVAL;
    if (lock->l_type != F_RDLCK && lock->l_type != F_WRLCK &&
        (lock->l_type != F_UNLCK || cmd == F_GETLK))
        return -EINVAL;
    if (cmd == F_GETLK) {
        lock->l_type = F_UNLCK;
        return 0;
    }
    if ((lock->l_type == F_RDLCK && access == O_WRONLY) ||
        (lock->l_type == F_WRLCK && access == O_RDONLY))
        return -EBADF;
    return 0;
}

static int control(struct fd_slot *slot, int cmd, intptr_t arg)
{
    struct file *f = slot->file;

    switch (cmd) {
    case F_DUPFD:
        return duplicate(f, (int)arg, false);
    case F_DUPFD_CLOEXEC:
        return duplicate(f, (int)arg, true);
    case F_GETFD:
        return slot->cloexec ? FD_CLOEXEC : 0;
    case F_SETFD:
        slot->cloexec = arg & FD_CLOEXEC;
        return 0;
    case F_GETFL:
        return f->flags & (O_ACCMODE | STATUS_FLAGS);
    case F_SETFL:
        f->flags = (f->flags & ~STATUS_FLAGS) | ((int)arg & STATUS_FLAGS);
        return 0;
    case F_GETPIPE_SZ:
        return libc_pipe_room ? libc_pipe_room(f) : -EBADF;
    case F_GETLK:
    case F_SETLK:
    case F_SETLKW:
        return arg ? lock(f, cmd, (struct flock *)arg) : -EFAULT;
    }
    return -EINVAL;
}

int fcntl(int fd, int cmd, ...)
{
    LIBC_HELD(&libc_fd_lock);
    struct fd_slot *slot = libc_fd_slot(fd);
    intptr_t arg;
    va_list ap;

    /* An int or a pointer: both come in a register of their own. */
    va_start(ap, cmd);
    arg = va_arg(ap, intptr_t);
    va_end(ap);
    return (int)libc_result(slot ? control(slot, cmd, arg) : -EBADF);
}

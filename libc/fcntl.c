/*
 * fcntl.c - flags of descriptors and files, and record locks.
 *
 * Record locks keep processes apart, and there is one process: a lock that
 * is asked for properly is always granted, and nobody else ever holds one.
 * Those of open file descriptions do meet, but only each other:
 * libc/file_lock.h.
 */
#define _GNU_SOURCE /* F_GETPIPE_SZ, F_OFD_SETLK */
#include <fcntl.h>
#include <stdarg.h>
#include <stdint.h>
#include <sys/stat.h>
#include <unistd.h>

#include "libc/fd.h"
#include "libc/file_lock.h"
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

/* The bytes that @lock means; -EINVAL, -EOVERFLOW. */
static int find_range(struct file *f, const struct flock *lock,
                      struct file_lock *out)
{
    int64_t start = lock->l_start, end = INT64_MAX, base = 0;
    struct stat st = {0};
    int err = 0;

    if (lock->l_whence == SEEK_CUR)
        base = f->pos;
    else if (lock->l_whence == SEEK_END)
        err = f->ops->fstat(f, false, &st), base = st.st_size;
    else if (lock->l_whence != SEEK_SET)
        err = -EINVAL;
    if (!err && __builtin_add_overflow(base, start, &start))
        err = -EOVERFLOW;
    if (!err && lock->l_len > 0 &&
        __builtin_add_overflow(start, lock->l_len - 1, &end))
        err = -EOVERFLOW;
    if (!err && lock->l_len < 0) {
        end = start - 1;
        start = start < 0 ? -1 : start + lock->l_len; /* -1: refused */
    }
    if (err || start < 0 || end < start)
        return err ? err : -EINVAL;
    *out = (struct file_lock){.owner = f, .start = start, .end = end};
    return 0;
}

/* One that a process would hold, or none: F_GETLK's answer. */
static int answer(struct flock *lock, const struct file_lock *found)
{
    if (!found) {
        lock->l_type = F_UNLCK;
        return 0;
    }
    lock->l_type = found->exclusive ? F_WRLCK : F_RDLCK;
    lock->l_whence = SEEK_SET;
    lock->l_start = found->start;
    lock->l_len = found->end == INT64_MAX ? 0 : found->end - found->start + 1;
    lock->l_pid = -1;
    return 0;
}

static int lock_ofd(int cmd, struct file_lock *want, struct flock *lock)
{
    struct file_lock found;

    if (lock->l_pid != 0)
        return -EINVAL;
    if (cmd == F_OFD_GETLK)
        return answer(lock, libc_lock_find(want, &found) ? &found : NULL);
    if (lock->l_type == F_UNLCK)
        return libc_lock_clear(want);
    return libc_lock_set(want, cmd == F_OFD_SETLKW);
}

/* A process's own locks never stand in its own way [POSIX fcntl]. */
static int lock(struct file *f, int cmd, struct flock *lock)
{
    bool asks = cmd == F_GETLK || cmd == F_OFD_GETLK;
    int access = f->flags & O_ACCMODE, err;
    struct file_lock want;

    if (!lock)
        return -EFAULT;
    if (lock->l_type != F_RDLCK && lock->l_type != F_WRLCK &&
        (lock->l_type != F_UNLCK || asks))
        return -EINVAL;
    err = find_range(f, lock, &want);
    if (err)
        return err;
    if (!asks && ((lock->l_type == F_RDLCK && access == O_WRONLY) ||
                  (lock->l_type == F_WRLCK && access == O_RDONLY)))
        return -EBADF;
    want.exclusive = lock->l_type == F_WRLCK;
    if (cmd >= F_OFD_GETLK)
        return f->vnode ? lock_ofd(cmd, &want, lock) : -EINVAL;
    return asks ? answer(lock, NULL) : 0;
}

static bool is_lock(int cmd)
{
    return (cmd >= F_GETLK && cmd <= F_SETLKW) ||
           (cmd >= F_OFD_GETLK && cmd <= F_OFD_SETLKW);
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
    }
    return -EINVAL;
}

/* Without the lock of the table: a lock may be waited for. */
static int lock_fd(int fd, int cmd, intptr_t arg)
{
    LIBC_FILE(f, fd);

    return f ? lock(f, cmd, (struct flock *)arg) : -EBADF;
}

static int control_fd(int fd, int cmd, intptr_t arg)
{
    LIBC_HELD(&libc_fd_lock);
    struct fd_slot *slot = libc_fd_slot(fd);

    return slot ? control(slot, cmd, arg) : -EBADF;
}

int fcntl(int fd, int cmd, ...)
{
    intptr_t arg;
    va_list ap;

    /* An int or a pointer: both come in a register of their own. */
    va_start(ap, cmd);
    arg = va_arg(ap, intptr_t);
    va_end(ap);
    return (int)libc_result(is_lock(cmd) ? lock_fd(fd, cmd, arg)
                                         : control_fd(fd, cmd, arg));
}

/*
 * ioctl.c - ioctl(): FIONBIO for all, the rest as the kind of file has it.
 */
#include <fcntl.h>
#include <stdarg.h>
#include <sys/ioctl.h>

#include "libc/fd.h"
#include "libc/held.h"

static int control(struct file *f, unsigned long request, void *arg)
{
    if (!f)
        return -EBADF;
    if (request == FIONBIO) {
        if (!arg)
            return -EFAULT;
        LIBC_HELD(&libc_fd_lock); /* fcntl() changes the flags too */
        f->flags = (f->flags & ~O_NONBLOCK) | (*(int *)arg ? O_NONBLOCK : 0);
        return 0;
    }
    return f->ops->ioctl ? f->ops->ioctl(f, request, arg) : -ENOTTY;
}

int ioctl(int fd, unsigned long request, ...)
{
    void *arg;
    va_list ap;

    va_start(ap, request);
    arg = va_arg(ap, void *);
    va_end(ap);
    LIBC_FILE(f, fd);
    return (int)libc_result(control(f, request, arg));
}

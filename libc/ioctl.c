/*
 * ioctl.c - ioctl(): FIONBIO for all, a terminal's size, and the rest as the
 * kind of file has it.
 */
#include <fcntl.h>
#include <stdarg.h>
#include <sys/ioctl.h>

#include "kernel/console.h"
#include "libc/fd.h"
#include "libc/held.h"

/* Linked with the console that can know it. */
#pragma weak console_size

/* 0 by 0 where nobody says, as on a serial line in Linux. */
static int terminal_size(struct winsize *size)
{
    if (!size)
        return -EFAULT;
    *size = (struct winsize){.ws_row = 0};
    if (console_size)
        console_size(&size->ws_col, &size->ws_row);
    return 0;
}

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
    if (request == TIOCGWINSZ && f->ops->isatty && f->ops->isatty(f))
        return terminal_size(arg);
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

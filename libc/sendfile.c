/*
 * sendfile.c - from a file to another descriptor.
 *
 * Through a buffer: what the other end does not take is not skipped.
 */
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/sendfile.h>
#include <unistd.h>

#include "kernel/base.h"
#include "libc/fd.h"
#include "libc/poll.h"

#define CHUNK    65536u
#define SEND_MAX 0x7ffff000u /* as Linux: a result that fits an int */

static bool may_read(const struct file *f)
{
    return f && (f->flags & O_ACCMODE) != O_WRONLY;
}

static bool may_write(const struct file *f)
{
    return f && (f->flags & O_ACCMODE) != O_RDONLY;
}

/* Until the end of the file, an error or a short count. */
static ssize_t copy(struct file *out, struct file *in, off_t off, size_t n,
                    char *buf)
{
    size_t done = 0;
    ssize_t got, put;

    while (done < n) {
        got = in->ops->pread(in, buf, MIN(n - done, CHUNK), off + (off_t)done);
        put = got > 0 ? out->ops->write(out, buf, (size_t)got) : got;
        if (put <= 0)
            return done ? (ssize_t)done : put;
        done += (size_t)put;
        if (put < got)
            break;
    }
    return (ssize_t)done;
}

static ssize_t send_from(struct file *out, struct file *in, off_t off, size_t n)
{
    char *buf = malloc(MIN(n, CHUNK));
    ssize_t done;

    if (n && !buf)
        return -ENOMEM;
    done = copy(out, in, off, n, buf);
    free(buf);
    return done;
}

static ssize_t send_file(int out_fd, int in_fd, off_t *off, size_t n)
{
    LIBC_FILE(out, out_fd);
    LIBC_FILE(in, in_fd);
    off_t from;
    ssize_t done;

    if (!may_read(in) || !may_write(out))
        return -EBADF;
    if (!in->ops->pread || !in->ops->lseek || !out->ops->write)
        return -EINVAL;
    if (out->flags & O_APPEND)
        return -EINVAL; /* as Linux */
    from = off ? *off : in->ops->lseek(in, 0, SEEK_CUR);
    if (from < 0)
        return off ? -EINVAL : from;
    done = send_from(out, in, from, MIN(n, SEND_MAX));
    if (done > 0 && off)
        *off = from + done;
    else if (done > 0)
        in->ops->lseek(in, from + done, SEEK_SET);
    return done;
}

ssize_t sendfile(int out, int in, off_t *off, size_t n)
{
    return libc_done(send_file(out, in, off, n));
}

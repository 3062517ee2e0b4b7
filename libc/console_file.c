/*
 * console_file.c - descriptors 0, 1 and 2: the console.
 *
 * Each is a terminal, or, where `pith run` connects it to something else, a
 * pipe; kernel/console.h knows which.
 */
#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/stat.h>

#include "kernel/console.h"
#include "libc/cancel.h"
#include "libc/fd.h"
#include "libc/interrupt.h"

static struct file_ops console_ops;

#define CONSOLE_DEV 0 /* st_dev; the trees of files count from 1 */
/* Linux's numbers of the first serial port [Linux devices.txt: 4, 64]. */
#define CONSOLE_RDEV (UINT64_C(4) << 32 | 64)

static int fd_of(const struct file *f)
{
    return (int)(f - libc_console_file);
}

static bool is_tty(struct file *f)
{
    return console_is_tty(fd_of(f));
}

static ssize_t read_console(struct file *f, void *buf, size_t n)
{
    uint32_t broke = libc_broke();
    long got;

    (void)f;
    do
        got = console_read(buf, n, libc_cancel_word());
    while (got == -EINTR && libc_broke() == broke && !libc_cancel_wanted());
    return got;
}

static ssize_t write_console(struct file *f, const void *buf, size_t n)
{
    console_write(fd_of(f) == 2 ? CONSOLE_ERR : CONSOLE_OUT, buf, n);
    return (ssize_t)n;
}

static int stat_console(struct file *f, bool times, struct stat *st)
{
    bool tty = is_tty(f);

    (void)times;
    st->st_dev = CONSOLE_DEV;
    st->st_ino = tty ? 1 : 2 + (ino_t)fd_of(f);
    st->st_mode = tty ? S_IFCHR | 0620 : S_IFIFO | 0600;
    st->st_rdev = tty ? CONSOLE_RDEV : 0;
    st->st_nlink = 1;
    st->st_blksize = tty ? 1024 : 4096;
    return 0;
}

static int ioctl_console(struct file *f, unsigned long request, void *arg)
{
    size_t n;

    if (request != FIONREAD || fd_of(f) != 0)
        return -ENOTTY;
    console_input_ready(&n);
    *(int *)arg = (int)n;
    return 0;
}

/* Linked with who waits for files. */
#pragma weak console_listen
#pragma weak libc_file_changed

static void changed(void)
{
    libc_file_changed(&libc_console_file[0]);
}

/* Who polls wants to be told, if the device can. */
static void try_to_tell(void)
{
    if (console_ops.tells || !console_listen || !libc_file_changed)
        return;
    console_on_input(changed);
    console_ops.tells = console_listen() == 0;
}

static int poll_console(struct file *f)
{
    size_t n;

    if (fd_of(f) != 0)
        return POLLOUT | POLLWRNORM;
    try_to_tell();
    return console_input_ready(&n) ? POLLIN | POLLRDNORM : 0;
}

static struct file_ops console_ops = {
    .read = read_console,
    .write = write_console,
    .fstat = stat_console,
    .ioctl = ioctl_console,
    .isatty = is_tty,
    .poll = poll_console,
};

struct file libc_console_file[3] = {
    {.ops = &console_ops, .flags = O_RDONLY, .refs = 1},
    {.ops = &console_ops, .flags = O_WRONLY, .refs = 1},
    {.ops = &console_ops, .flags = O_WRONLY, .refs = 1},
};
